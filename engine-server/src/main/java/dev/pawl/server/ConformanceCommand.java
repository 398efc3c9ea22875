package dev.pawl.server;

import dev.pawl.conformance.Conformance;
import dev.pawl.conformance.KnownDifferences;
import dev.pawl.conformance.ReplayingConnector;
import dev.pawl.conformance.Summary;
import dev.pawl.db.DatabaseSettings;
import dev.pawl.db.Rehearsal;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays recordings of AWS Step Functions against this build, and compares. */
@Command(name = "conformance", mixinStandardHelpOptions = true, description = "Replays recordings of AWS Step Functions against this build, in virtual time and on a PostgreSQL of its own, prints the first difference of each that fails, and counts.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:every recording agrees, but for known differences",
    "1:the recordings could not be replayed", "3:a recording differs"})
final class ConformanceCommand implements Callable<Integer> {
  /** The exit code where a recording differs. */
  static final int DIFFERS = 3;

  @Parameters(paramLabel = "DIR", description = "The folder with the recordings: every .json file below it.")
  private Path folder = Path.of("");

  @Option(names = "--filter", paramLabel = "TEXT", defaultValue = "", description = "Only recordings whose id contains the text, or that have it as a feature.")
  private String filter = "";

  @Option(names = "--report", paramLabel = "FILE", description = "Writes every verdict there, as JSON.")
  private @Nullable Path report;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (!Files.isDirectory(folder)) {
      throw new StartupException("There is no folder " + folder + ".");
    }
    checkReport();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Summary summary = replay(out);
    if (summary.replayed() == 0) {
      throw new StartupException("No recording to replay in " + folder
          + (filter.isEmpty() ? "." : " that matches '" + filter + "'."));
    }
    if (report != null) {
      summary.write(report);
    }
    summary.print(out);
    return summary.news().isEmpty() ? 0 : DIFFERS;
  }

  private Summary replay(PrintWriter out) {
    ReplayingConnector connector = new ReplayingConnector();
    try (ScratchPostgres postgres = ScratchPostgres.start();
        RehearsalNode node = new RehearsalNode(
            Rehearsal.open(DatabaseSettings.of(postgres.url(), "postgres", "")), connector)) {
      return new Conformance(node.stage(), connector, KnownDifferences.ofBuild(), out)
          .replay(folder, filter);
    }
  }

  /** Before the replays, which take their time. */
  private void checkReport() {
    if (report != null) {
      Path parent = report.toAbsolutePath().getParent();
      if (Files.isDirectory(report) || parent == null || !Files.isWritable(parent)) {
        throw new StartupException("The report cannot be written to " + report + ".");
      }
    }
  }
}
