package dev.pawl.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmarks of the engine run to their end; their figures say nothing here. */
class EngineBenchmarksTest {
  @Test
  void standardAndTasksRun() {
    assertThat(run(new StandardCommand())).isZero();
    assertThat(run(new TasksCommand())).isZero();
  }

  private static int run(Callable<Integer> command) {
    return new CommandLine(command)
        .execute("--callers", "16", "--warm-up", "1", "--windows", "1", "--seconds", "1");
  }
}
