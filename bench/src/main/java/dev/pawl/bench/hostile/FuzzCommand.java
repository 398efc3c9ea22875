package dev.pawl.bench.hostile;

import dev.pawl.bench.engine.HttpNode;
import dev.pawl.bench.engine.ScratchDatabase;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends random requests to a node in a process of its own. */
@Command(name = "fuzz", mixinStandardHelpOptions = true, description = {
    "Sends API requests, definitions and expressions that are made at random to a node in a process of its own with",
    "512 MB of heap. Fails where an answer is a server error, comes later than 2 s or not at all, or is an error without",
    "a known name. Takes about five minutes."})
public final class FuzzCommand implements Callable<Integer> {
  private static final int HEAP_MEGABYTES = 512;

  @Option(names = "--bodies", defaultValue = "200000", description = "API requests. Default: ${DEFAULT-VALUE}.")
  private int bodies;

  @Option(names = "--definitions", defaultValue = "50000", description = "Definitions. Default: ${DEFAULT-VALUE}.")
  private int definitions;

  @Option(names = "--expressions", defaultValue = "50000", description = "Expressions. Default: ${DEFAULT-VALUE}.")
  private int expressions;

  @Option(names = "--seed", defaultValue = "20261123", description = "The same seed makes the same requests. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--offenders", defaultValue = "fuzz-offenders.txt", paramLabel = "FILE", description = "Where wrongly answered requests go. Default: ${DEFAULT-VALUE}.")
  private Path offenders = Path.of("fuzz-offenders.txt");

  @Option(names = "--log", defaultValue = "fuzz-node.log", paramLabel = "FILE", description = "Where the node's log goes. Default: ${DEFAULT-VALUE}.")
  private Path log = Path.of("fuzz-node.log");

  @Override
  public Integer call() throws Exception {
    try (ScratchDatabase postgres = ScratchDatabase.start();
        HttpNode node = HttpNode.startWithin(HEAP_MEGABYTES, log, postgres)) {
      Verdict verdict = Fuzz.run(node.endpoint(),
          new Fuzz.Amounts(bodies, definitions, expressions), seed);
      System.out.println(verdict.line());
      boolean isGood = verdict.isGood() && node.isAlive();
      if (!isGood) {
        verdict.writeOffenders(offenders);
        System.out.println("The offending requests are in " + offenders.toAbsolutePath());
      }
      return isGood ? 0 : 1;
    }
  }
}
