package dev.pawl.worker.burst;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.codec.StoredCall;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.Database;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.attempt.AttemptKey;
import dev.pawl.worker.attempt.Attempts;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.lease.Leases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves open executions: takes what has come for one, asks the interpreter, has the decision committed, and
 * then, and only then, begins the calls. At most one burst of an execution is under way on a node; against
 * other nodes the revision decides.
 */
public final class Bursts {
  private static final Logger LOG = LoggerFactory.getLogger(Bursts.class);

  /** After an intent was sent, its call may begin for so long; later another node may have given it up. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** An execution that cannot be advanced is left alone for so long before it is tried again. */
  private static final Duration PARKED = Duration.ofSeconds(60);

  private final Database database;
  private final WorkerSettings settings;
  private final UUID me;
  private final World world;
  private final Definitions definitions;
  private final Alarms alarms;
  private final Attempts attempts;
  private final Recovery recovery;
  private final ExecutorService interpreters;
  private final BlockingQueue<WriterLane.Entry<Burst, CommitOutcome>> commits = new LinkedBlockingQueue<>();
  private final Map<ExecutionKey, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final Map<ExecutionKey, Instant> parked = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  public Bursts(Database database, WorkerSettings settings, UUID me, World world,
      Definitions definitions,
      Alarms alarms, Leases leases, Function<Resource, Connector> connectors,
      ExecutorService interpreters) {
    this.database = database;
    this.settings = settings;
    this.me = me;
    this.world = world;
    this.definitions = definitions;
    this.alarms = alarms;
    this.interpreters = interpreters;
    this.attempts = new Attempts(connectors, this::returned);
    this.recovery = new Recovery(database, me, leases, attempts, world, connectors);
  }

  /** The writer of commits; run it on as many threads as there are lanes. */
  public Runnable lane() {
    return new WriterLane<>(commits, settings.batch(), database.commits()::commit);
  }

  /** From now on calls that come to their end are recorded, and those that follow are left to others. */
  public void stop() {
    stopping = true;
  }

  /** The calls of this node. */
  public Attempts attempts() {
    return attempts;
  }

  /** Whether a burst of the execution is under way, or it is parked, so that there is no use in loading it. */
  boolean isOccupied(ExecutionKey key) {
    Instant until = parked.get(key);
    if (until != null) {
      if (until.isAfter(database.clock().now())) {
        return true;
      }
      parked.remove(key);
    }
    Mailbox mailbox = mailboxes.get(key);
    return mailbox != null && !mailbox.isIdle();
  }

  /** The reader found an execution that is due or has messages. */
  void look(LoadedRun run) {
    mailboxes.compute(run.key(), (key, known) -> {
      Mailbox mailbox = known == null ? new Mailbox() : known;
      if (mailbox.add(run)) {
        schedule(key, mailbox);
      }
      return mailbox;
    });
  }

  /** Takes over an execution that this node has just started: its calls begin, its alarm is set. */
  public void begun(Execution execution, Machine machine, ExecutionState state,
      List<Effect> effects,
      @Nullable Instant wakeAt, long sentAt) {
    ExecutionKey key = new ExecutionKey(execution.shard(), execution.id());
    alarms.at(wakeAt);
    if (effects.stream().anyMatch(Effect.StartTask.class::isInstance)) {
      mailboxes.putIfAbsent(key, new Mailbox(new OpenExecution(key, execution, machine, 1, state)));
      begin(execution, key, effects, sentAt);
    }
  }

  private void returned(AttemptKey attempt, Outcome<Payload> outcome) {
    Event event = new Event.CallReturned(attempt.seq(), attempt.attempt(), outcome);
    mailboxes.compute(attempt.execution(), (key, known) -> {
      Mailbox mailbox = known == null ? new Mailbox() : known;
      if (mailbox.add(event)) {
        schedule(key, mailbox);
      }
      return mailbox;
    });
  }

  private void schedule(ExecutionKey key, Mailbox mailbox) {
    interpreters.execute(() -> turn(key, mailbox));
  }

  private void turn(ExecutionKey key, Mailbox mailbox) {
    Mailbox.Turn turn = mailbox.take();
    try {
      LoadedRun run = turn.loaded();
      OpenExecution open = turn.cached();
      if (run != null && open != null && run.rev() < open.rev()) {
        run = null;
      }
      if (run == null && (open == null || turn.loaded() != null)) {
        run = load(key);
        if (run == null) {
          closed(key, mailbox, turn);
          return;
        }
      }
      if (run != null && (open == null || open.rev() != run.rev())) {
        open = open(run);
      }
      if (open == null) {
        throw new IllegalStateException("neither cached nor loaded: " + key.id());
      }
      advance(mailbox, turn, open, run);
    } catch (RuntimeException e) {
      LOG.error("execution {} cannot be advanced and is tried again in {} s", key.id(),
          PARKED.toSeconds(), e);
      parked.put(key, database.clock().now().plus(PARKED));
      release(key, mailbox, null, List.of());
    }
  }

  private @Nullable LoadedRun load(ExecutionKey key) {
    List<LoadedRun> runs = database.runs().load(List.of(key)).runs();
    return runs.isEmpty() ? null : runs.getFirst();
  }

  /** The execution has ended: what still comes for it has no effect. */
  private void closed(ExecutionKey key, Mailbox mailbox, Mailbox.Turn turn) {
    for (Event event : turn.returned()) {
      if (event instanceof Event.CallReturned returned) {
        attempts.forget(new AttemptKey(key, returned.seq(), returned.attempt()));
      }
    }
    release(key, mailbox, null, List.of());
  }

  private OpenExecution open(LoadedRun run) {
    Machine machine = definitions.of(run.stateMachineId(), run.revision());
    Map<PayloadHash, Payload> payloads = world.payloads(run.key(), List.of(run.state()));
    Arn.StateMachine arn = (Arn.StateMachine) Arn.parse(machine.arn()).orElseThrow();
    Execution execution = new Execution(
        run.key().id(), run.key().shard(),
        new Arn.Execution(arn.region(), arn.account(), arn.name(), run.name()).text(), run.name(),
        machine.roleArn(),
        machine.arn(), machine.name(), settings.region(), Codec.unpackPayload(run.input()),
        run.startedAt());
    return new OpenExecution(run.key(), execution, machine, run.rev(),
        Codec.unpackState(run.state(), payloads));
  }

  private void advance(Mailbox mailbox, Mailbox.Turn turn, OpenExecution open,
      @Nullable LoadedRun run) {
    Recovery.Finding found = run == null
        ? new Recovery.Finding(List.of(), List.of())
        : recovery.find(run, open.state());
    List<Event> events = new ArrayList<>(turn.returned());
    if (run != null) {
      events.addAll(Arrivals.of(run));
    }
    events.addAll(found.events());
    Instant now = run == null ? database.clock().now() : run.dbNow();
    Decision decision = Interpreter.decide(
        open.machine().definition(), open.execution(), open.state(), events,
        world.around(open.execution(), now));
    Map<Integer, UUID> owners = run == null ? Map.of() : Recovery.owners(run);
    UUID caller = stopping ? null : me;
    Packing packing = Packing.of(
        decision, me, caller, now, settings.watchdog(), end -> owners.get(end.seq()),
        world::activityId);
    Burst burst = new Burst(
        open.key(), open.rev(), packing.next(), packing.history(), packing.payloads(),
        packing.tasks(),
        packing.ends(), packing.releases(),
        run == null ? List.of() : run.messages().stream().map(InboxMessage::key).toList(),
        packing.items(),
        packing.droppedForks(), List.of());
    commits.add(
        new WriterLane.Entry<>(burst,
            new Written(mailbox, turn, open, decision, burst, found, caller == null,
                System.nanoTime())));
  }

  /** Goes on when the burst's fate is known. */
  private final class Written implements WriterLane.Receipt<CommitOutcome> {
    private final Mailbox mailbox;
    private final Mailbox.Turn turn;
    private final OpenExecution before;
    private final Decision decision;
    private final Burst burst;
    private final Recovery.Finding found;
    private final boolean isLeftToOthers;
    private final long sentAt;

    Written(Mailbox mailbox, Mailbox.Turn turn, OpenExecution before, Decision decision,
        Burst burst,
        Recovery.Finding found, boolean isLeftToOthers, long sentAt) {
      this.mailbox = mailbox;
      this.turn = turn;
      this.before = before;
      this.decision = decision;
      this.burst = burst;
      this.found = found;
      this.isLeftToOthers = isLeftToOthers;
      this.sentAt = sentAt;
    }

    @Override
    public void written(CommitOutcome outcome) {
      switch (outcome) {
        case CommitOutcome.Committed(long rev) -> committed(rev);
        case CommitOutcome.Conflict _ -> again();
        case CommitOutcome.Refused(RuntimeException why) -> {
          LOG.error("the database refuses a commit of {}; it is tried again in {} s",
              before.execution().arn(),
              PARKED.toSeconds(), why);
          parked.put(before.key(), database.clock().now().plus(PARKED));
          release(before.key(), mailbox, null, List.of());
        }
      }
    }

    @Override
    public void unknown(RuntimeException why) {
      again();
    }

    private void committed(long rev) {
      settle();
      switch (decision.next()) {
        case Decision.Next.Closed _ -> release(before.key(), mailbox, null, List.of());
        case Decision.Next.Open(ExecutionState state, Instant _) -> {
          if (burst.next() instanceof OpenRun openRun) {
            alarms.at(openRun.wakeAt());
          }
          if (!isLeftToOthers) {
            begin(before.execution(), before.key(), decision.effects(), sentAt);
          }
          found.resends().forEach(this::resend);
          release(before.key(), mailbox, before.at(rev, state), List.of());
        }
      }
    }

    /** Attempts that have ended are no longer this node's business; nor are answers that nobody waited for. */
    private void settle() {
      for (Effect effect : decision.effects()) {
        if (effect instanceof Effect.EndTask end) {
          attempts.forget(new AttemptKey(before.key(), end.seq(), end.attempt()));
        }
      }
      for (Event event : turn.returned()) {
        if (event instanceof Event.CallReturned returned) {
          attempts.forget(new AttemptKey(before.key(), returned.seq(), returned.attempt()));
        }
      }
    }

    private void resend(Recovery.Resend resend) {
      StoredCall call = resend.call();
      call(before.execution(), before.key(), resend.task().seq(), resend.task().attempt(),
          call.resource(),
          call.parameters(), call.roleArn(), call.timeoutSeconds());
    }

    /** Another was faster, or nobody knows: load again, and apply the answers of own calls anew. */
    private void again() {
      List<Event> again = new ArrayList<>(turn.returned());
      release(before.key(), mailbox, null, again);
      alarms.nudge();
    }
  }

  private void begin(Execution execution, ExecutionKey key, List<Effect> effects, long sentAt) {
    if (System.nanoTime() - sentAt > FRESH.toNanos()) {
      LOG.warn("{}: the commit took over {} s; its calls are left to recovery", execution.arn(),
          FRESH.toSeconds());
      return;
    }
    for (Effect effect : effects) {
      if (effect instanceof Effect.StartTask task
          && !(task.resource() instanceof Resource.Activity)) {
        call(execution, key, task.seq(), task.attempt(), task.resource(), task.parameters(),
            task.roleArn(),
            task.timeoutSeconds());
      }
    }
  }

  private void call(Execution execution, ExecutionKey key, int seq, int attempt, Resource resource,
      Payload parameters, @Nullable String roleArn, long timeoutSeconds) {
    attempts.begin(
        new AttemptKey(key, seq, attempt),
        new TaskRequest(
            resource, parameters, execution.arn(), IdempotencyTokens.of(key.id(), seq, attempt),
            roleArn,
            Duration.ofSeconds(timeoutSeconds)));
  }

  /** Ends a turn; an execution without own calls is not kept in memory. */
  private void release(ExecutionKey key, Mailbox mailbox, @Nullable OpenExecution open,
      List<Event> again) {
    mailboxes.compute(key, (_, known) -> {
      if (mailbox.release(open, again)) {
        schedule(key, mailbox);
        return known;
      }
      return open != null && isCalling(open) ? known : null;
    });
  }

  private boolean isCalling(OpenExecution open) {
    return open.state()
        .frames()
        .stream()
        .anyMatch(
            frame -> frame.position() instanceof Frame.Position.Running running
                && attempts
                    .isLive(new AttemptKey(open.key(), running.visit().seq(), running.attempt())));
  }

  /** Whether no burst is under way. */
  public boolean isIdle() {
    return commits.isEmpty() && mailboxes.values().stream().allMatch(Mailbox::isIdle);
  }

  /** For tests and metrics: the executions in memory. */
  public Set<ExecutionKey> inMemory() {
    return Set.copyOf(mailboxes.keySet());
  }
}
