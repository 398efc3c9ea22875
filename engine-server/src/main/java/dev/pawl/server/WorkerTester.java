package dev.pawl.server;

import dev.pawl.api.teststate.StateTester;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Tests states on this node's worker. */
record WorkerTester(Worker worker) implements StateTester {
  @Override
  public <T> CompletableFuture<Outcome<T>> evaluate(String arn,
      Function<EvaluationWatch, T> work) {
    return worker.evaluate(arn, work);
  }

  @Override
  public CompletableFuture<Outcome<Payload>> call(TaskRequest request) {
    return worker.call(request);
  }
}
