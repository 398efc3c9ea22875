package dev.pawl.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class InterpreterBenchmarkTest {
  @Test
  void everyBenchmarkRunsAndHasItsLineInTheTable() throws RunnerException {
    // Another JMH on this machine would spoil a measurement, but not this.
    System.setProperty("jmh.ignoreLock", "true");
    var once = new OptionsBuilder().include(InterpreterBenchmark.class.getName()).forks(0)
        .mode(Mode.SingleShotTime).warmupIterations(0).measurementIterations(1)
        .shouldFailOnError(true).verbosity(VerboseMode.SILENT).build();

    Collection<RunResult> results = new Runner(once).run();

    assertThat(results).extracting(result -> Line.of(result.getParams().getBenchmark()))
        .containsExactlyInAnyOrder(Line.values());
  }

  @Test
  void bothChainsSettleTheOrder() {
    for (Workload chain : Arrays.asList(Chains.jsonPath(), Chains.jsonata())) {
      assertThat(outputOf(chain).text())
          .contains("\"status\":{\"settled\":true,\"step\":10}", "\"rate\":19",
              "\"note\":\"order o-4711 of Zoë Martin\"");
    }
  }

  @Test
  void aLargeDocumentLeavesTenPassesAsItCame() {
    Payload once = outputOf(Chains.largeThroughPasses(1));
    Payload tenTimes = outputOf(Chains.largeThroughPasses(10));

    assertThat(once.utf8Length()).isBetween(Chains.LARGE_BYTES - 300, Chains.LARGE_BYTES);
    assertThat(tenTimes).isEqualTo(once);
  }

  @Test
  void aMachineThatDoesNotSucceedIsNotMeasured() {
    String fails = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Fail\"}}}";

    assertThatThrownBy(() -> Workload.of(fails, "{}", 1))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("FAILED");
  }

  @Test
  void theDocumentOfTheChainsHasAKilobyte() {
    assertThat(Chains.order().length()).isBetween(1_000, 1_100);
  }

  private static Payload outputOf(Workload workload) {
    Decision.Next.Closed closed = (Decision.Next.Closed) workload.run().next();
    assertThat(closed.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    return Objects.requireNonNull(closed.output());
  }
}
