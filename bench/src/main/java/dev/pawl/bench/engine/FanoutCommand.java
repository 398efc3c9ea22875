package dev.pawl.bench.engine;

import dev.pawl.core.interpreter.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures inline Maps of one Task for each item. */
@Command(name = "fanout", mixinStandardHelpOptions = true, description = {
    "Measures one inline Map over 100, 1,000 and 10,000 items with one Task for each, results in order, 40 at once.",
    "Histories may have a million events here. Takes about two minutes."})
public final class FanoutCommand implements Callable<Integer> {
  private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);

  @Option(names = "--warm-up", defaultValue = "30000", description = "Items before the first measurement (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--runs", defaultValue = "5", description = "Measurements of 10,000 items; of smaller Maps more (${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Measuring.announce();
    Report report = new Report("fanout");
    Limits limits = new Limits(Limits.DEFAULT.payloadBytes(), 1_000_000,
        Limits.DEFAULT.burstTransitions(), Limits.DEFAULT.burstBytes(),
        Limits.DEFAULT.activeIterations(), Limits.DEFAULT.keptBytes(),
        Limits.DEFAULT.executionSeconds());
    try (Engine engine = Engine.start(limits)) {
      UUID machine = engine.machine(Machines.map());
      for (int items = 0; items < warmUp; items += 1_000) {
        seconds(engine, machine, 1_000);
      }
      engine.database().analyze();
      List<Double> perItem = new ArrayList<>();
      for (int size : SIZES) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < runs * Math.min(10, 10_000 / size); i++) {
          seconds.add(seconds(engine, machine, size));
        }
        Spread spread = Spread.of(seconds);
        report.row("%,d items, s".formatted(size), spread, size == 10_000 ? "<= 3" : "");
        report.row("%,d items, µs for each".formatted(size), spread.median() * 1e6 / size, "");
        report.figure("items_" + size + "_s", spread.median());
        perItem.add(spread.median() / size);
      }
      double growth = perItem.getLast() / perItem.getFirst();
      report.row("an item of 10,000 against one of 100", growth, "<= 1.2");
      report.figure("growth_per_item", growth);
    }
    System.out.print(report.text(json));
    return 0;
  }

  private static double seconds(Engine engine, UUID machine, int size) {
    String input = IntStream.range(0, size).mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    long began = System.nanoTime();
    engine.await(engine.startAndWait(machine, input));
    return (System.nanoTime() - began) / 1e9;
  }
}
