package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.bench.hostile.Bombs;
import dev.pawl.bench.hostile.Fuzz;
import dev.pawl.bench.hostile.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short forms of {@code pawl bench fuzz} and {@code pawl bench bombs}, against a real process with a small heap. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RandomInputTest {
  private static final int HEAP_MEGABYTES = 512;
  private static final Fuzz.Amounts AMOUNTS = new Fuzz.Amounts(2_000, 500, 500);
  private static final long SEED = 20_261_123;

  @TempDir
  private static Path folder = Path.of("target");

  private PawlProcess pawl;

  @BeforeAll
  void start() {
    pawl = PawlProcess.devWithin(HEAP_MEGABYTES, folder.resolve("data"), Map.of());
  }

  @AfterAll
  void stop() {
    pawl.close();
  }

  @Test
  void randomRequestsGetAnAnswerInTimeThatIsNoFailureOfTheServer()
      throws IOException, InterruptedException {
    Verdict verdict = Fuzz.run(endpoint(), AMOUNTS, SEED);

    System.out.println(verdict.line());
    assertThat(verdict.isGood()).as(verdict.line() + "\n" + verdict.offenders()).isTrue();
    assertThat(pawl.log()).content().doesNotContain("OutOfMemoryError", "StackOverflowError");
  }

  @Test
  void bombsGetTheErrorThatIsDocumented() throws IOException {
    try (Bombs bombs = new Bombs(endpoint(), "bomb")) {
      assertThat(bombs.drop()).isNotEmpty().allSatisfy(
          result -> assertThat(result.expected().split("\\|")).as(result.name())
              .contains(result.answer()));
    }
    assertThat(pawl.log()).content().doesNotContain("OutOfMemoryError", "StackOverflowError");
  }

  @Test
  void whoBreaksOffInTheMiddleOfARequestIsNotWaitedForLong()
      throws IOException, InterruptedException {
    try (Bombs bombs = new Bombs(endpoint(), "unfinished")) {
      assertThat(bombs.dropUnfinished(5)).isNotEmpty().allMatch(Bombs.Result::isExpected);
    }
  }

  private URI endpoint() {
    return pawl.endpoint();
  }
}
