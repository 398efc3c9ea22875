package dev.pawl.api.teststate;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Where tests of states are computed, and the calls of their tasks made. Safe for any number of threads. */
public interface StateTester {
  /** For a node that runs no executions: it tests what needs no call. */
  StateTester WITHOUT_CALLS = new StateTester() {
    @Override
    public <T> CompletableFuture<Outcome<T>> evaluate(String arn,
        Function<EvaluationWatch, T> work) {
      return CompletableFuture.completedFuture(Outcome.ok(work.apply(EvaluationWatch.NONE)));
    }

    @Override
    public CompletableFuture<Outcome<Payload>> call(TaskRequest request) {
      return CompletableFuture.failedFuture(ApiError.SERVICE_UNAVAILABLE
          .about("This node makes no calls; ask one with the role worker, or give a mock"));
    }
  };

  /**
   * Evaluates a part of a test.
   *
   * @param arn names the test in the log
   * @return a failure where an evaluation does not end
   */
  <T> CompletableFuture<Outcome<T>> evaluate(String arn, Function<EvaluationWatch, T> work);

  /** Makes a task's call, as for an execution; to be cancelled where its answer is no longer wanted. */
  CompletableFuture<Outcome<Payload>> call(TaskRequest request);
}
