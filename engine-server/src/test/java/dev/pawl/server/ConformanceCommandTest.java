package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.conformance.Conformance;
import dev.pawl.conformance.KnownDifferences;
import dev.pawl.conformance.ReplayingConnector;
import dev.pawl.conformance.Summary;
import dev.pawl.core.json.Json;
import dev.pawl.db.Rehearsal;
import dev.pawl.db.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Recordings of AWS, replayed on the real engine. */
final class ConformanceCommandTest {
  private static final Path OWN = Path.of("../conformance/src/test/resources/recordings");

  @TempDir
  private Path folder;

  @Test
  void aDifferenceIsPrintedCountedAndGivesItsExitCode() throws IOException {
    StringWriter out = new StringWriter();
    Path report = folder.resolve("report.json");

    int code = new CommandLine(new ConformanceCommand()).setOut(new PrintWriter(out))
        .execute(OWN.toString(), "--report", report.toString());

    assertThat(out.toString().lines()).containsExactly(
        "L1 own/wrong-result /output: expected \"2\" but was \"1\"",
        "conformance: L1 4/5 L2 2/2 L3 4/4 API 1/1");
    assertThat(code).isEqualTo(ConformanceCommand.DIFFERS);
    assertThat(Json.parse(Files.readString(report)))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("summary", "conformance: L1 4/5 L2 2/2 L3 4/4 API 1/1");
  }

  @Test
  void strangeFilesAreNamedAndTheOthersReplayed() throws IOException {
    Files.copy(OWN.resolve("calls.json"), folder.resolve("calls.json"));
    Files.writeString(folder.resolve("cut.json"), "{\"id\": \"own/cut\", \"kind\"");
    Files.writeString(folder.resolve("list.json"), "[1]");
    Files.writeString(folder.resolve("poor.json"),
        "{\"id\": \"own/poor\", \"kind\": \"execution\"}");
    Files.writeString(folder.resolve("other.json"),
        "{\"id\": \"own/other\", \"kind\": \"song\"}");
    Files.createDirectory(folder.resolve("folder.json"));
    StringWriter out = new StringWriter();

    int code = new CommandLine(new ConformanceCommand()).setOut(new PrintWriter(out))
        .execute(folder.toString());

    assertThat(out.toString().lines()).satisfiesExactly(
        line -> assertThat(line).startsWith("not a recording: ").contains("cut.json"),
        line -> assertThat(line).startsWith("L1 own/poor could not be replayed: "),
        line -> assertThat(line).isEqualTo("pending: 1 recordings of this kind are not known"),
        line -> assertThat(line).isEqualTo("conformance: L1 0/1 L2 0/0 L3 0/0 API 1/1"));
    assertThat(code).isEqualTo(ConformanceCommand.DIFFERS);
  }

  @Test
  void whatIsRecordedOfAwsIsWhatThisBuildDoes() {
    Optional<Path> recordings = recordings();
    assumeTrue(recordings.isPresent(), "no recordings beside the repository: nothing to replay");
    StringWriter out = new StringWriter();
    ReplayingConnector connector = new ReplayingConnector();

    Summary summary;
    try (TestDatabase database = TestDatabase.create();
        RehearsalNode node = new RehearsalNode(Rehearsal.open(database.settings()), connector)) {
      summary = new Conformance(node.stage(), connector, KnownDifferences.ofBuild(),
          new PrintWriter(out)).replay(recordings.get(), "");
    }
    summary.print(new PrintWriter(out));

    System.out.print(out);
    assertThat(summary.news()).as("differences that are not known").isEmpty();
    assertThat(summary.outlived()).as("known differences that are gone").isEmpty();
    assertThat(summary.share("L1")).isGreaterThanOrEqualTo(0.995);
    assertThat(summary.share("L2")).isGreaterThanOrEqualTo(0.99);
    assertThat(summary.share("L3")).isGreaterThanOrEqualTo(0.985);
    assertThat(summary.share("API")).isGreaterThanOrEqualTo(0.9);
  }

  /** Beside the repository, which is somewhere above the module. */
  private static Optional<Path> recordings() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path cases = at.resolve("../shared/conformance").normalize();
      if (Files.isDirectory(cases)) {
        return Optional.of(cases);
      }
    }
    return Optional.empty();
  }
}
