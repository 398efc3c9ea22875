package dev.pawl.worker.child;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.ExpressBill;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.store.Store;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressStart;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs Express executions for tasks and pipes that wait for their ends: {@code aws-sdk:sfn:startSyncExecution}. One whose
 * worker was lost is not run again, as by the API.
 */
public final class SyncStarts implements Connector {
  /** Where the node is full, the start waits for its turn. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ChildMachines machines;
  private final String region;
  private final Function<ExpressStart, CompletableFuture<Optional<ExpressEnd>>> runs;

  /** @param runs runs an Express execution to its end; empty where the node has no room for it */
  public SyncStarts(Store store, String region,
      Function<ExpressStart, CompletableFuture<Optional<ExpressEnd>>> runs) {
    this.machines = new ChildMachines(store, region);
    this.region = region;
    this.runs = runs;
  }

  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    StartAnswers answers = new StartAnswers.Generic();
    return switch (StartParameters.of(request, answers)) {
      case Outcome.Ok<StartParameters>(StartParameters wanted) -> switch (machines
          .find(wanted.machine(), Arn.accountOf(request.executionArn()), answers)) {
        case Outcome.Ok<StateMachineRow>(StateMachineRow machine) ->
          run(machine, wanted, answers);
        case Outcome.Failed<StateMachineRow> failed -> failed.as();
      };
      case Outcome.Failed<StartParameters> failed -> failed.as();
    };
  }

  private Outcome<Payload> run(StateMachineRow machine, StartParameters wanted,
      StartAnswers answers) throws InterruptedException {
    String arn = new Arn.StateMachine(region, machine.account(), machine.name()).text();
    if (machine.status() != StateMachineStatus.ACTIVE) {
      return Outcome.failed(answers.error("StateMachineDeleting",
          "State Machine is being deleted: '" + arn + "'"));
    }
    if (machine.type() != StateMachineType.EXPRESS) {
      return Outcome.failed(answers.error("StateMachineTypeNotSupported",
          "This operation is not supported by this type of state machine"));
    }
    Optional<ChildMachines.Chosen> chosen = machines.chosen(machine, wanted.machine(),
        UUID.randomUUID());
    if (chosen.isEmpty()) {
      return Outcome.failed(answers.error("StateMachineDoesNotExist",
          "State Machine Does Not Exist: '" + wanted.machine() + "'"));
    }
    ExpressStart start = new ExpressStart(machine.id(), chosen.get().revision(),
        chosen.get().by(), Optional.ofNullable(wanted.name()), wanted.input(), Optional.empty());
    return Outcome.ok(Payload.of(described(end(start), arn)));
  }

  private ExpressEnd end(ExpressStart start) throws InterruptedException {
    while (true) {
      try {
        Optional<ExpressEnd> end = runs.apply(start).get();
        if (end.isPresent()) {
          return end.get();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("an Express execution could not be run", e.getCause());
      }
      Thread.sleep(PAUSE);
    }
  }

  /** The answer of StartSyncExecution, as version 2 of the SDK names its members. */
  private static Map<String, @Nullable Object> described(ExpressEnd end, String arn) {
    Decision.Next.Closed result = end.result();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    ExpressBill bill = ExpressBill.of(
        Duration.between(end.execution().startedAt(), end.stoppedAt()), end.heldBytes());
    answer.put("BillingDetails", Map.of("BilledDurationInMilliseconds", bill.millis(),
        "BilledMemoryUsedInMB", bill.megabytes()));
    Payload output = result.output();
    if (result.error() != null) {
      answer.put("Cause", result.error().cause());
      answer.put("Error", result.error().name());
    }
    answer.put("ExecutionArn", end.execution().arn());
    answer.put("Input", end.execution().input().text());
    answer.put("InputDetails", Map.of("Included", true));
    answer.put("Name", end.execution().name());
    if (output != null) {
      answer.put("Output", output.text());
      answer.put("OutputDetails", Map.of("Included", true));
    }
    answer.put("StartDate", end.execution().startedAt().toString());
    answer.put("StateMachineArn", arn);
    answer.put("Status", result.status().name());
    answer.put("StopDate", end.stoppedAt().toString());
    return answer;
  }
}
