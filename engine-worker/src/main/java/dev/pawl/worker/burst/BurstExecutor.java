package dev.pawl.worker.burst;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.outcome.StatesError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where bursts are computed. */
public interface BurstExecutor extends Executor {
  /** Executes a task when some time has passed. */
  void executeAfter(Duration delay, Runnable task);

  /**
   * Computes a burst, or whatever else evaluates expressions; called within {@link #execute}.
   *
   * @param arn names the execution in the log
   * @param ifEndless is told, elsewhere, with what error to fail the execution where an evaluation does not end
   * @return empty where that has happened: the burst is no longer the caller's business
   */
  <T> Optional<T> compute(String arn, Function<EvaluationWatch, T> burst,
      Consumer<StatesError> ifEndless);
}
