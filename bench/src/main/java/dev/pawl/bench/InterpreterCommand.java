package dev.pawl.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the interpreter on one core, without a database. */
@Command(name = "interpreter", mixinStandardHelpOptions = true, description = {
    "Measures the interpreter on one core, without a database: time and allocation of one transition.",
    "Takes about two minutes."})
final class InterpreterCommand implements Callable<Integer> {
  /** The unit of what a profiler says in words. */
  private static final String TEXT_ONLY = "---";

  @Option(names = "--only", paramLabel = "REGEX", description = "Run the benchmarks whose name starts with it: jsonPathChain, jsonataChain, largeThroughOnePass, largeThroughTenPasses, packHistory, unpackHistory, packLargeHistory.")
  private String only = "";

  @Option(names = "--forks", paramLabel = "N", defaultValue = "1", description = "Run each benchmark in N fresh JVMs (${DEFAULT-VALUE}).")
  private int forks;

  @Option(names = "--quick", description = "Measure for two seconds only, to see whether it runs.")
  private boolean quick;

  @Option(names = "--profiler", paramLabel = "NAME[:OPTIONS]", description = "Also run this profiler of JMH, such as stack, stack:lines=5 or jfr:dir=/tmp.")
  private List<String> profilers = List.of();

  @Option(names = "--verbose", description = "Print all that JMH prints.")
  private boolean verbose;

  @Override
  public Integer call() throws RunnerException {
    if (Arrays.stream(Line.values()).noneMatch(line -> line.isSelected(only))) {
      System.err.println("pawl: no benchmark's name starts with " + only + "; see --help.");
      return CommandLine.ExitCode.USAGE;
    }
    System.err.println("pawl: measuring; the machine should have nothing else to do");
    Table table = new Table();
    for (RunResult run : new Runner(options().build()).run()) {
      Result<?> time = run.getPrimaryResult();
      Result<?> allocated = Objects
          .requireNonNull(run.getSecondaryResults().get("gc.alloc.rate.norm"));
      table.put(Line.of(run.getParams().getBenchmark()),
          new Table.Measure(time.getScore() / 1_000, time.getScoreError() / 1_000,
              allocated.getScore()));
      run.getSecondaryResults().values().stream()
          .filter(result -> TEXT_ONLY.equals(result.getScoreUnit()))
          .forEach(result -> System.out.println(result.extendedInfo()));
    }
    System.out.print(table.text());
    if (quick) {
      System.out.println("Two seconds in one JVM prove nothing; leave --quick out for figures.");
    }
    System.out.println(table.line());
    return 0;
  }

  private ChainedOptionsBuilder options() {
    ChainedOptionsBuilder options = new OptionsBuilder()
        .include(InterpreterBenchmark.class.getSimpleName() + "\\.(" + only + ")")
        .threads(1)
        .forks(forks)
        .warmupIterations(quick ? 1 : 5)
        .warmupTime(TimeValue.seconds(quick ? 1 : 2))
        .measurementIterations(quick ? 1 : 5)
        .measurementTime(TimeValue.seconds(quick ? 1 : 2))
        .shouldFailOnError(true)
        .addProfiler(GCProfiler.class)
        .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
    for (String profiler : profilers) {
      int colon = profiler.indexOf(':');
      options.addProfiler(colon < 0 ? profiler : profiler.substring(0, colon),
          colon < 0 ? "" : profiler.substring(colon + 1));
    }
    return options;
  }
}
