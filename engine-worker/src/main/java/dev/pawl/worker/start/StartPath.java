package dev.pawl.worker.start;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.store.Store;
import dev.pawl.worker.Incarnation;
import dev.pawl.worker.Machinery;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.burst.BurstExecutor;
import dev.pawl.worker.burst.Bursts;
import dev.pawl.worker.burst.Family;
import dev.pawl.worker.burst.LaneMeters;
import dev.pawl.worker.burst.Packing;
import dev.pawl.worker.burst.World;
import dev.pawl.worker.burst.WriterLane;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.log.ExecutionLog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts executions: runs the first burst in memory and writes everything in one insert, in batches. An
 * execution that does not have to wait is inserted closed and never touches the tables of open ones.
 */
public final class StartPath {
  /** In place of the input's hash: nobody can repeat a start without a name. */
  private static final byte[] UNNAMED = {};

  /** Above this age of the oldest waiting start, callers are sent away. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  /** So many starts may be under way on a node. */
  private static final int MOST_WAITING = 20_000;

  private final Store store;
  private final WorkerSettings settings;
  private final Incarnation me;
  private final World world;
  private final Definitions definitions;
  private final Bursts bursts;
  private final BurstExecutor interpreters;
  private final Executor answers;
  private final ExecutionLog log;
  private final Family family;
  private final LaneMeters meters;
  private final AtomicInteger waiting = new AtomicInteger();
  private final BlockingQueue<WriterLane.Entry<NewExecution, StartResult>> starts = new LinkedBlockingQueue<>();

  public StartPath(Store store, WorkerSettings settings, Incarnation me, World world,
      Definitions definitions,
      Bursts bursts, Machinery machinery, ExecutionLog log, Family family) {
    this.store = store;
    this.settings = settings;
    this.me = me;
    this.world = world;
    this.definitions = definitions;
    this.bursts = bursts;
    this.interpreters = machinery.interpreters();
    this.answers = machinery.answers();
    this.log = log;
    this.family = family;
    this.meters = LaneMeters.of(machinery.meters(), "start");
  }

  /** A writer of starts, of as many as there are lanes. */
  public WriterLane<?, ?> lane() {
    return new WriterLane<>(starts, settings.batch(), StartPath::weight, store::start,
        meters);
  }

  /**
   * Starts an execution. The answer comes after the commit.
   *
   * @return completes exceptionally where the database cannot be reached or its answer was lost; a repeat with
   *     the same name is then safe
   */
  public CompletableFuture<Started> start(StartRequest request) {
    if (request.child().isEmpty() && isBehind()) {
      return CompletableFuture.completedFuture(new Started.Overloaded());
    }
    var answer = new CompletableFuture<Started>();
    waiting.incrementAndGet();
    interpreters.execute(() -> guarded(answer, () -> firstBurst(request, answer)));
    return answer.whenComplete((_, _) -> waiting.decrementAndGet());
  }

  private static void guarded(CompletableFuture<Started> answer, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private static long weight(NewExecution execution) {
    long bytes = execution.input().length;
    bytes += execution.next() instanceof OpenRun run ? run.state().length : 0;
    bytes += execution.history().map(segment -> segment.data().length).orElse(0);
    return bytes + execution.payloads().stream().mapToLong(payload -> payload.data().length).sum();
  }

  private boolean isBehind() {
    if (waiting.get() >= MOST_WAITING) {
      return true;
    }
    var oldest = starts.peek();
    return oldest != null
        && oldest.receipt() instanceof Written written
        && me.nanosSince(written.sentAt) > LONGEST_WAIT.toNanos();
  }

  private void firstBurst(StartRequest request, CompletableFuture<Started> answer) {
    Optional<Parent> parent = request.child().flatMap(StartRequest.Child::parent);
    Machine machine = definitions.of(request.stateMachineId(), request.revision(), parent);
    Instant now = store.now().truncatedTo(ChronoUnit.MILLIS);
    UUID id = request.child()
        .map(StartRequest.Child::id)
        .orElseGet(() -> ExecutionIds.next(now, me.random()));
    String name = request.name().orElseGet(id::toString);
    int shard = Shards.of(request.stateMachineId(), name);
    Arn.StateMachine arn = (Arn.StateMachine) Arn.parse(machine.arn()).orElseThrow();
    Execution execution = new Execution(
        id, shard, new Arn.Execution(arn.region(), arn.account(), arn.name(), name).text(), name,
        machine.roleArn(),
        machine.arn(), machine.name(), settings.region(), request.input(), now,
        ExecutionKind.STANDARD).of(parent).by(request.by());
    Surroundings around = world.around(execution, now);
    interpreters.compute(
        execution.arn(),
        watch -> Interpreter.start(machine.definition(), execution, around.watchedBy(watch)),
        error -> guarded(
            answer,
            () -> write(
                request, machine, execution,
                Interpreter.abandon(machine.definition(), execution, error, around), answer)))
        .ifPresent(decision -> write(request, machine, execution, decision, answer));
  }

  private void write(StartRequest request, Machine machine, Execution execution,
      Decision decision, CompletableFuture<Started> answer) {
    Instant now = execution.startedAt();
    Packing packing = Packing.of(decision, me.id(), me.id(), now, settings.watchdog(), _ -> null,
        world::activityId);
    ExecutionKey key = new ExecutionKey(execution.shard(), execution.id());
    NewExecution row = new NewExecution(
        key, request.stateMachineId(), request.revision(), request.by(), execution.name(),
        request.name().isPresent(), now, Codec.pack(request.input()),
        request.name().isPresent() ? PayloadHash.of(request.input().text()).bytes() : UNNAMED,
        execution.parent().map(Parent::toBytes),
        packing.next(), packing.history(), packing.payloads(), packing.tasks(), packing.items(),
        family.messages(execution, machine, decision, now, List.of()));
    if (!packing.tasks().isEmpty() && !bursts.reserve(key)) {
      repeated(key, execution.name(), answer);
      return;
    }
    starts.add(
        new WriterLane.Entry<>(row,
            new Written(execution, machine, decision, packing, answer, !row.messages().isEmpty(),
                me.nanoTime().getAsLong())));
  }

  /** It is here already: this start repeats an earlier one of the same id, which may not have been written. */
  private void repeated(ExecutionKey key, String name, CompletableFuture<Started> answer) {
    store.execution(key).ifPresentOrElse(
        row -> answer.complete(new Started.Running(name, row.startedAt())),
        () -> answer.completeExceptionally(
            new UnknownCommitOutcomeException("an earlier start of " + key.id()
                + " is under way; its outcome is not known yet", null)));
  }

  private final class Written implements WriterLane.Receipt<StartResult> {
    private final Execution execution;
    private final Machine machine;
    private final Decision decision;
    private final Packing packing;
    private final CompletableFuture<Started> answer;
    private final long sentAt;
    private final boolean hasMessages;

    Written(Execution execution, Machine machine, Decision decision, Packing packing,
        CompletableFuture<Started> answer, boolean hasMessages, long sentAt) {
      this.hasMessages = hasMessages;
      this.execution = execution;
      this.machine = machine;
      this.decision = decision;
      this.packing = packing;
      this.answer = answer;
      this.sentAt = sentAt;
    }

    @Override
    public void written(StartResult outcome) {
      if (outcome instanceof StartResult.Created) {
        begun();
      } else {
        unreserve();
      }
      switch (outcome) {
        case StartResult.Created _ ->
          answer.completeAsync(() -> new Started.Running(execution.name(), execution.startedAt()),
              answers);
        case StartResult.AlreadyRunning(UUID _, Instant startedAt) ->
          answer.completeAsync(() -> new Started.Running(execution.name(), startedAt), answers);
        case StartResult.NameTaken _ ->
          answer.completeAsync(() -> new Started.NameTaken(execution.name()), answers);
        case StartResult.Refused(RuntimeException why) -> answer.completeExceptionally(why);
      }
    }

    @Override
    public void unknown(RuntimeException why) {
      if (!packing.tasks().isEmpty()) {
        bursts.unknown(new ExecutionKey(execution.shard(), execution.id()));
      }
      answer.completeExceptionally(why);
    }

    private void begun() {
      log.write(execution, machine, decision.history());
      if (hasMessages) {
        bursts.told();
      }
      if (decision.next() instanceof Decision.Next.Open open) {
        if (packing.tasks().isEmpty()) {
          // Not reserved: the reader may have taken it up already.
          bursts.due(open.wakeAt());
          return;
        }
        bursts.begun(execution, machine, open.state(), decision.effects(), open.wakeAt(), sentAt);
      }
    }

    private void unreserve() {
      if (!packing.tasks().isEmpty()) {
        bursts.unreserve(new ExecutionKey(execution.shard(), execution.id()));
      }
    }
  }
}
