package dev.pawl.worker.child;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.store.Store;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.burst.Standstill;
import dev.pawl.worker.express.AsyncExpress;
import dev.pawl.worker.express.ExpressStart;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the executions that tasks ask for. The id of an execution follows from the attempt that starts it, so that
 * a start which is sent again by another worker finds what the first one has written.
 */
public final class ChildStarts implements Connector {
  private static final Logger LOG = LoggerFactory.getLogger(ChildStarts.class);
  /** After the database was away, the start is tried again so much later. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Store store;
  private final ChildMachines machines;
  private final String region;
  private final Function<StartRequest, CompletableFuture<Started>> starts;
  private final BiFunction<ExpressStart, Optional<UUID>, CompletableFuture<Optional<AsyncExpress.Accepted>>> expressStarts;
  private final Standstill standstill;

  /**
   * @param starts the node's start path
   * @param expressStarts accepts Express executions, given the ids of their rows
   * @param standstill told of parents whose start the database refuses
   */
  public ChildStarts(Store store, String region,
      Function<StartRequest, CompletableFuture<Started>> starts,
      BiFunction<ExpressStart, Optional<UUID>, CompletableFuture<Optional<AsyncExpress.Accepted>>> expressStarts,
      Standstill standstill) {
    this.store = store;
    this.machines = new ChildMachines(store, region);
    this.region = region;
    this.starts = starts;
    this.expressStarts = expressStarts;
    this.standstill = standstill;
  }

  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.RESEND;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    if (!(request.resource() instanceof Resource.Service service)) {
      throw new IllegalArgumentException("not a service: " + request.resource().arn());
    }
    ExecutionKey parent = new ExecutionKey(request.attempt().shard(), request.attempt().id());
    boolean isParked = false;
    try {
      while (true) {
        try {
          return start(request, service);
        } catch (UnknownCommitOutcomeException | DatabaseUnavailableException
            | StatementFailedException e) {
          isParked |= isRefusal(e);
          // Once more from the beginning: what was written is found by its id.
          Thread.sleep(pause(request, parent, e));
        }
      }
    } finally {
      // Not by a sibling whose start the database has never refused.
      if (isParked) {
        standstill.moved(parent);
      }
    }
  }

  /**
   * How long to wait before the next try. Where the database refuses the rows themselves, the parent is parked, for
   * people to see why it stands still.
   */
  private Duration pause(TaskRequest request, ExecutionKey parent, RuntimeException failure) {
    if (isRefusal(failure)) {
      return standstill.failed(parent, failure);
    }
    if (failure instanceof UnknownCommitOutcomeException) {
      // Has been waited for.
      return Duration.ZERO;
    }
    // The database's watch tells the operator, once for all.
    LOG.debug("{}: the start of an execution is tried again in {} s: {}", request.executionArn(),
        PAUSE.toSeconds(), failure.getMessage());
    return PAUSE;
  }

  private static boolean isRefusal(RuntimeException failure) {
    return failure instanceof StatementFailedException refused && !refused.isPassing();
  }

  private Outcome<Payload> start(TaskRequest request, Resource.Service service)
      throws InterruptedException {
    StartAnswers answers = StartAnswers.of(service);
    return switch (StartParameters.of(request, answers)) {
      case Outcome.Ok<StartParameters>(StartParameters wanted) -> switch (machines
          .find(wanted.machine(), Arn.accountOf(request.executionArn()), answers)
          .then(machine -> checked(machine, wanted.name(), service, answers))) {
        case Outcome.Ok<StateMachineRow>(StateMachineRow machine) -> start(request, service,
            machine, wanted.machine(), wanted.name(), wanted.input(), answers);
        case Outcome.Failed<StateMachineRow> failed -> failed.as();
      };
      case Outcome.Failed<StartParameters> failed -> failed.as();
    };
  }

  private Outcome<StateMachineRow> checked(StateMachineRow machine, @Nullable String name,
      Resource.Service service, StartAnswers answers) {
    String arn = new Arn.StateMachine(region, machine.account(), machine.name()).text();
    if (machine.status() != StateMachineStatus.ACTIVE) {
      return Outcome.failed(answers.error("StateMachineDeleting",
          "State Machine is being deleted: '" + arn + "'"));
    }
    if (machine.type() == StateMachineType.EXPRESS
        && service.pattern() != Resource.Pattern.REQUEST_RESPONSE) {
      return Outcome.failed(answers.error("StateMachineTypeNotSupported",
          "This operation is not supported by this type of state machine"));
    }
    if (name != null && Arn.parse(executionArn(machine, name)).isEmpty()) {
      return Outcome.failed(answers.error("InvalidName", "Invalid Name: '" + name + "'"));
    }
    return Outcome.ok(machine);
  }

  private Outcome<Payload> start(TaskRequest request, Resource.Service service,
      StateMachineRow machine, String arn, @Nullable String name, Payload input,
      StartAnswers answers)
      throws InterruptedException {
    TaskToken attempt = request.attempt();
    UUID id = ExecutionIds.ofTask(attempt.id(), attempt.seq(), attempt.attempt(),
        request.scheduledAt());
    Optional<ChildMachines.Chosen> chosen = machines.chosen(machine, arn, id);
    if (chosen.isEmpty()) {
      return Outcome.failed(answers.error("StateMachineDoesNotExist",
          "State Machine Does Not Exist: '" + arn + "'"));
    }
    if (machine.type() == StateMachineType.EXPRESS) {
      return express(id,
          new ExpressStart(machine.id(), chosen.get().revision(), chosen.get().by(),
              Optional.ofNullable(name), input, Optional.empty()),
          answers);
    }
    boolean isAwaited = service.pattern() == Resource.Pattern.SYNC
        || service.pattern() == Resource.Pattern.SYNC_2;
    Started started = await(request, new ExecutionKey(
        Shards.of(machine.id(), name == null ? id.toString() : name), id),
        new StartRequest(machine.id(), chosen.get().revision(), chosen.get().by(),
            Optional.ofNullable(name), input,
            Optional.of(
                new StartRequest.Child(id,
                    isAwaited ? Optional.of(new Parent.Task(attempt)) : Optional.empty()))));
    return switch (started) {
      case Started.Running running when isAwaited && isAnother(machine, running, id) ->
        Outcome.failed(answers.error("ExecutionAlreadyExists",
            "Execution Already Exists: '" + executionArn(machine, running.name()) + "'"));
      case Started.Running running -> Outcome.ok(
          answers.started(executionArn(machine, running.name()), running.startedAt()));
      case Started.NameTaken taken -> Outcome.failed(answers.error("ExecutionAlreadyExists",
          "Execution Already Exists: '" + executionArn(machine, taken.name()) + "'"));
      case Started.Overloaded _ -> throw new IllegalStateException(
          "the start of a child was turned away");
    };
  }

  /** Nobody waits for an Express child. Where the node is full, it waits for its turn. */
  private Outcome<Payload> express(UUID id, ExpressStart start, StartAnswers answers)
      throws InterruptedException {
    while (true) {
      try {
        Optional<AsyncExpress.Accepted> accepted = expressStarts.apply(start, Optional.of(id))
            .get();
        if (accepted.isPresent()) {
          return Outcome.ok(
              answers.started(accepted.get().arn(), accepted.get().startedAt()));
        }
      } catch (ExecutionException e) {
        RuntimeException failure = known(e);
        if (failure instanceof UnknownCommitOutcomeException) {
          Thread.sleep(PAUSE);
        }
        throw failure;
      }
      Thread.sleep(PAUSE);
    }
  }

  /** An execution that somebody else has started does not know whom to tell of its end. */
  private boolean isAnother(StateMachineRow machine, Started.Running running, UUID id) {
    return !running.name().equals(id.toString())
        && store.execution(machine.id(), running.name())
            .filter(row -> row.key().id().equals(id))
            .isEmpty();
  }

  /** Waits for the start. */
  private Started await(TaskRequest request, ExecutionKey child, StartRequest start)
      throws InterruptedException {
    CompletableFuture<Started> answer = starts.apply(start);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      unwanted(request, child, start, answer);
      throw e;
    } catch (ExecutionException e) {
      RuntimeException failure = known(e);
      if (failure instanceof UnknownCommitOutcomeException) {
        try {
          Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
          unwanted(request, child, start, answer);
          throw interrupted;
        }
      }
      throw failure;
    }
  }

  /** What the database has done to a start; all else is a defect. */
  private static RuntimeException known(ExecutionException failure) {
    return switch (failure.getCause()) {
      case UnknownCommitOutcomeException unknown -> unknown;
      case DatabaseUnavailableException away -> away;
      case StatementFailedException refused -> refused;
      case null, default ->
        new IllegalStateException("the start of a child failed", failure.getCause());
    };
  }

  /** The attempt has ended meanwhile: what it has begun, and somebody was to wait for, is stopped. */
  private void unwanted(TaskRequest request, ExecutionKey child, StartRequest start,
      CompletableFuture<Started> answer) {
    if (start.child().flatMap(StartRequest.Child::parent).isPresent()) {
      // On a thread of its own: whoever completes the answer writes for others, too.
      CompletableFuture<Started> _ = answer.whenCompleteAsync((_, _) -> stop(request, child),
          work -> Thread.ofVirtual().name("unwanted-child").start(work));
    }
  }

  private void stop(TaskRequest request, ExecutionKey child) {
    try {
      store.send(child, MessageKind.STOP, StoredAnswer.failure(null, null));
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
        | StatementFailedException e) {
      LOG.warn("{}: its child {} goes on, since it cannot be told to stop: {}",
          request.executionArn(), child.id(), e.getMessage());
    }
  }

  private String executionArn(StateMachineRow machine, String name) {
    return new Arn.Execution(region, machine.account(), machine.name(), name).text();
  }
}
