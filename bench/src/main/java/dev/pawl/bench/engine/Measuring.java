package dev.pawl.bench.engine;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** How a throughput is measured. */
final class Measuring {
  @Option(names = "--callers", defaultValue = "512", description = "So many callers wait for answers at once (${DEFAULT-VALUE}).")
  private int callers;

  @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before the first measurement (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--windows", defaultValue = "5", description = "How many measurements (${DEFAULT-VALUE}).")
  private int windows;

  @Option(names = "--seconds", defaultValue = "5", description = "Seconds of each measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  /** Timings say nothing where the machine is busy. */
  static void announce() {
    System.err.println("pawl: measuring; the machine should have nothing else to do");
  }

  /** Calls per second in each window, after the warm-up. */
  List<Double> rates(Load.Call call) throws InterruptedException {
    return Load.perSecond(callers, Duration.ofSeconds(warmUp), windows, window(), call);
  }

  int callers() {
    return callers;
  }

  int windows() {
    return windows;
  }

  Duration window() {
    return Duration.ofSeconds(seconds);
  }

  boolean json() {
    return json;
  }
}
