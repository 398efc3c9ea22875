package dev.pawl.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ConformanceTest {
  /** What the interpreter has reached; a change may raise these numbers and never lower them. */
  private static final int RESULTS_FLOOR = 684;
  private static final int EVENTS_FLOOR = 685;

  @Test
  void theInterpreterDoesWhatAwsDid() throws IOException {
    Optional<Path> folder = RecordedCase.folder();
    Assumptions.assumeTrue(folder.isPresent(),
        "skipped: the recordings of AWS are not beside the project");
    List<RecordedCase> cases = RecordedCase.replayable(folder.orElseThrow());

    int results = 0;
    int events = 0;
    List<String> differences = new ArrayList<>();
    for (RecordedCase recorded : cases) {
      Replay.Verdict verdict = verdict(recorded);
      results += verdict.result().isEmpty() ? 1 : 0;
      events += verdict.events().isEmpty() ? 1 : 0;
      verdict.result().ifPresent(text -> differences.add("L1 " + recorded.id() + " " + text));
      verdict.events().ifPresent(text -> differences.add("L3 " + recorded.id() + " " + text));
    }

    Files.write(Path.of("target", "conformance.txt"), differences);
    System.out.printf("conformance: L1 %d/%d L3 %d/%d%n", results, cases.size(), events,
        cases.size());
    assertThat(results).isGreaterThanOrEqualTo(RESULTS_FLOOR);
    assertThat(events).isGreaterThanOrEqualTo(EVENTS_FLOOR);
  }

  private static Replay.Verdict verdict(RecordedCase recorded) {
    try {
      return new Replay(recorded).run();
    } catch (RuntimeException e) {
      Optional<String> broken = Optional.of("threw " + e + " at " + e.getStackTrace()[0]);
      return new Replay.Verdict(broken, broken);
    }
  }
}
