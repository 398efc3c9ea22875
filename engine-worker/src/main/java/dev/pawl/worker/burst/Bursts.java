package dev.pawl.worker.burst;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Job;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.interpreter.Redrives;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.Resource;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.store.Store;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Incarnation;
import dev.pawl.worker.Machinery;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.attempt.AttemptKey;
import dev.pawl.worker.attempt.Attempts;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.lease.Leases;
import dev.pawl.worker.log.ExecutionLog;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

  /** An execution is left alone for so long where the database was away, or another node was faster twice. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** With so many bursts waiting, the reader waits, too: about two full batches. */
  static final int CROWD = 1_000;

  private final Store store;
  private final WorkerSettings settings;
  private final Incarnation me;
  private final World world;
  private final Definitions definitions;
  private final Alarms alarms;
  private final Attempts attempts;
  private final Calls calls;
  private final Jobs jobs;
  private final Recovery recovery;
  private final BurstExecutor interpreters;
  private final ExecutionLog log;
  private final Family family;
  private final BlockingQueue<WriterLane.Entry<Burst, CommitOutcome>> commits = new LinkedBlockingQueue<>();
  private final Mailboxes mailboxes;
  private final Standstill standstill;
  private final Closings closings = new Closings();
  private final LaneMeters meters;
  private final Counter conflicts;
  private volatile boolean stopping;

  public Bursts(Store store, WorkerSettings settings, Incarnation me, World world,
      Definitions definitions,
      Alarms alarms, Leases leases, Function<Resource, Connector> connectors,
      Machinery machinery, ExecutionLog log, Family family) {
    this.store = store;
    this.settings = settings;
    this.me = me;
    this.world = world;
    this.definitions = definitions;
    this.alarms = alarms;
    this.interpreters = machinery.interpreters();
    this.log = log;
    this.family = family;
    this.attempts = new Attempts(machinery.caller(), this::returned);
    this.standstill = new Standstill(store, "execution", leases::shards);
    this.meters = LaneMeters.of(machinery.meters(), "commit");
    this.conflicts = Counter.builder("pawl.commit.conflicts")
        .description("Bursts that were void since another had moved their execution on")
        .register(machinery.meters());
    this.mailboxes = new Mailboxes(interpreters, alarms, store::now, this::turn, this::isCalling);
    this.calls = new Calls(attempts, me);
    this.jobs = new Jobs(machinery.caller(), mailboxes::add);
    this.recovery = new Recovery(store, me.id(), leases, attempts, world, connectors,
        machinery.meters());
  }

  /** A writer of commits, of as many as there are lanes. */
  public WriterLane<?, ?> lane() {
    return new WriterLane<>(commits, settings.batch(), Bursts::weight, store::commit,
        meters);
  }

  private static long weight(Burst burst) {
    long bytes = burst.next() instanceof OpenRun run ? run.state().length : 0;
    bytes += burst.history().map(segment -> segment.data().length).orElse(0);
    bytes += burst.payloads().stream().mapToLong(payload -> payload.data().length).sum();
    bytes += burst.tasks().stream().mapToLong(task -> task.request().length).sum();
    return bytes + burst.items().stream().mapToLong(item -> item.output().length).sum();
  }

  /** From now on calls that come to their end are recorded, and those that follow are left to others. */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was called. */
  boolean isStopping() {
    return stopping;
  }

  /** The calls of this node. */
  public Attempts attempts() {
    return attempts;
  }

  /** Whether a burst of the execution is under way, or it is parked, so that there is no use in loading it. */
  boolean isOccupied(ExecutionKey key) {
    return mailboxes.isOccupied(key);
  }

  /** The reader found an execution that is due or has messages. */
  void look(LoadedRun run) {
    mailboxes.add(run);
  }

  /** A message is there for an execution with a burst under way: the reader is to come again when that has ended. */
  void knock(ExecutionKey key) {
    mailboxes.knock(key);
  }

  /** The reader cannot read an execution that is due or has messages; it is left alone for a while. */
  void unreadable(ExecutionKey key, RuntimeException why) {
    mailboxes.setAside(key, standstill.failed(key, new UnreadableRunException(key, why)));
  }

  /** Who waits here for executions to close. */
  public Closings closings() {
    return closings;
  }

  /** How many executions are parked, as far as this node knows: they cannot be advanced, and people were told. */
  public int parked() {
    return standstill.count();
  }

  /**
   * An execution with calls is about to be written by this node: nobody else here may take it up before.
   *
   * @return false where it is here already
   */
  public boolean reserve(ExecutionKey key) {
    return mailboxes.reserve(key);
  }

  /** The execution that was reserved is written: its calls begin, its alarm is set. */
  public void begun(Execution execution, Machine machine, ExecutionState state,
      List<Effect> effects, @Nullable Instant wakeAt, long sentAt) {
    ExecutionKey key = new ExecutionKey(execution.shard(), execution.id());
    alarms.at(wakeAt);
    Mailbox mailbox = mailboxes.of(key);
    if (mailbox != null) {
      var open = new OpenExecution(key, execution, machine, 1, state, execution.startedAt());
      rest(mailbox, open, () -> calls.begin(execution, key, effects, sentAt));
    }
  }

  /** Ends a turn with the calls that it asks for; those that are too late are made after another look. */
  private void rest(Mailbox mailbox, OpenExecution open, BooleanSupplier calling) {
    boolean made = false;
    try {
      made = calling.getAsBoolean();
    } finally {
      if (made) {
        mailboxes.release(open.key(), mailbox, open, List.of());
      } else {
        mailbox.owe();
        mailboxes.park(open.key(), mailbox, List.of(), SHORT);
      }
    }
  }

  /** An execution without own calls was written, and is due at a time; null for none. */
  public void due(@Nullable Instant wakeAt) {
    alarms.at(wakeAt);
  }

  /** Messages were written, to executions that may be this node's. */
  public void told() {
    alarms.nudge();
  }

  /** Nobody knows whether the execution that was reserved is written, and with it what this node has to call. */
  public void unknown(ExecutionKey key) {
    Mailbox mailbox = mailboxes.of(key);
    if (mailbox != null) {
      mailbox.owe();
      mailboxes.park(key, mailbox, List.of(), SHORT);
    }
  }

  /** The execution that was reserved is not this node's after all. */
  public void unreserve(ExecutionKey key) {
    Mailbox mailbox = mailboxes.of(key);
    if (mailbox != null) {
      mailboxes.release(key, mailbox, null, List.of());
    }
  }

  private void returned(AttemptKey attempt, Outcome<Payload> outcome) {
    Event event = new Event.CallReturned(attempt.seq(), attempt.attempt(), outcome);
    mailboxes.add(attempt.execution(), event);
  }

  /**
   * Whether so much waits to be computed or written that more had better stay in the database: a backlog that is
   * taken up at once would only be looked at again and again.
   */
  boolean isCrowded() {
    return mailboxes.waiting() + commits.size() > CROWD;
  }

  private void turn(ExecutionKey key, Mailbox mailbox) {
    Mailbox.Turn turn = mailbox.take();
    guarded(key, mailbox, turn, () -> {
      LoadedRun run = turn.loaded();
      OpenExecution open = turn.cached();
      boolean outdated = run != null && open != null && run.rev() < open.rev();
      if (outdated && Objects.requireNonNull(run).messages().isEmpty()) {
        // It was found for an alarm that a later commit of this node has set anew.
        if (turn.returned().isEmpty()) {
          mailboxes.release(key, mailbox, open, List.of());
          return;
        }
        run = null;
      } else if (outdated || (run == null && open == null)) {
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
      advanceUnlessMoved(mailbox, turn, open, run);
    });
  }

  /**
   * The outputs kept for a join, and the history after a redrive, are read while a burst is computed. Where another node
   * has moved the execution on in between, they are not those that the state tells of, and the burst would be void
   * anyway.
   */
  private void advanceUnlessMoved(Mailbox mailbox, Mailbox.Turn turn, OpenExecution open,
      @Nullable LoadedRun run) {
    try {
      advance(mailbox, turn, open, run);
    } catch (IllegalStateException e) {
      LoadedRun now = load(open.key());
      if (now != null && now.rev() == open.rev()) {
        throw e;
      }
      LOG.info("execution {} was moved on by another node and is loaded again", open.key().id());
      if (mailbox.isOwing()) {
        mailboxes.park(open.key(), mailbox, turn.returned(), SHORT);
      } else {
        mailboxes.release(open.key(), mailbox, null, turn.returned());
      }
    }
  }

  private void guarded(ExecutionKey key, Mailbox mailbox, Mailbox.Turn turn, Runnable work) {
    try {
      work.run();
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException e) {
      LOG.debug("execution {} cannot be loaded and is tried again in {} s: {}", key.id(),
          SHORT.toSeconds(), e.getMessage());
      mailboxes.park(key, mailbox, turn.returned(), SHORT);
    } catch (StatementFailedException e) {
      if (e.isPassing()) {
        LOG.debug("the database cannot serve execution {} now; it is tried again in {} s: {}",
            key.id(), SHORT.toSeconds(), e.getMessage());
        mailboxes.park(key, mailbox, turn.returned(), SHORT);
      } else {
        mailboxes.park(key, mailbox, turn.returned(), standstill.failed(key, e));
      }
    } catch (RuntimeException | Error e) {
      // Errors, too: a mailbox that stays busy would keep its execution from ever moving again.
      mailboxes.park(key, mailbox, turn.returned(), standstill.failed(key, e));
    }
  }

  private @Nullable LoadedRun load(ExecutionKey key) {
    List<LoadedRun> runs = store.load(List.of(key)).runs();
    return runs.isEmpty() ? null : runs.getFirst();
  }

  /** The execution has ended: what still comes for it has no effect. */
  private void closed(ExecutionKey key, Mailbox mailbox, Mailbox.Turn turn) {
    standstill.moved(key);
    for (Event event : turn.returned()) {
      if (event instanceof Event.CallReturned returned) {
        attempts.forget(new AttemptKey(key, returned.seq(), returned.attempt()));
      }
    }
    mailboxes.release(key, mailbox, null, List.of());
  }

  private OpenExecution open(LoadedRun run) {
    Optional<Parent> parent = run.parent().map(Parent::read);
    Machine machine = definitions.of(run.stateMachineId(), run.revision(), parent);
    Map<PayloadHash, Payload> payloads = world.payloads(run.key(), List.of(run.state()));
    Arn.StateMachine arn = (Arn.StateMachine) Arn.parse(machine.arn()).orElseThrow();
    Execution execution = new Execution(
        run.key().id(), run.key().shard(),
        new Arn.Execution(arn.region(), arn.account(), arn.name(), run.name()).text(), run.name(),
        machine.roleArn(),
        machine.arn(), machine.name(), settings.region(), Codec.unpackPayload(run.input()),
        run.startedAt(), ExecutionKind.STANDARD)
        .redriven(new Redrives(run.redrives().count(), run.redrives().lastAt()))
        .of(parent);
    return new OpenExecution(run.key(), execution, machine, run.rev(),
        Codec.unpackState(run.state(), payloads), run.dbNow());
  }

  private void advance(Mailbox mailbox, Mailbox.Turn turn, OpenExecution open,
      @Nullable LoadedRun run) {
    Recovery.Finding found = run == null
        ? new Recovery.Finding(List.of(), List.of())
        : recover(mailbox, run, open);
    List<Event> events = events(turn, run, found);
    // This node's idea of the time may be a little behind what it got with the load.
    Instant now = later(open.at(), run == null ? store.now() : run.dbNow());
    Surroundings around = world.around(open.execution(), now);
    interpreters.compute(
        open.execution().arn(),
        watch -> Interpreter.decide(
            open.machine().definition(), open.execution(), open.state(), events,
            around.watchedBy(watch)),
        error -> guarded(
            open.key(), mailbox, turn,
            () -> write(
                mailbox, turn, open, run, found, now,
                Interpreter.abandon(
                    open.machine().definition(), open.execution(), open.state(), error, around))))
        .ifPresent(decision -> write(mailbox, turn, open, run, found, now, decision));
  }

  /** What is adopted here has to be called by this node, whatever becomes of the burst. */
  private Recovery.Finding recover(Mailbox mailbox, LoadedRun run, OpenExecution open) {
    Recovery.Finding found;
    try {
      found = recovery.find(run, open.state());
    } catch (RuntimeException e) {
      // Nobody knows what was adopted before.
      mailbox.owe();
      throw e;
    }
    if (!found.resends().isEmpty()) {
      mailbox.owe();
    }
    return found;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void write(Mailbox mailbox, Mailbox.Turn turn, OpenExecution open,
      @Nullable LoadedRun run, Recovery.Finding found, Instant now, Decision decision) {
    Map<Integer, UUID> owners = run == null ? Map.of() : Recovery.owners(run);
    UUID caller = stopping ? null : me.id();
    Packing packing = Packing.of(
        decision, me.id(), caller, now, settings.watchdog(), end -> owners.get(end.seq()),
        world::activityId);
    Burst burst = new Burst(
        open.key(), open.rev(), packing.next(), packing.history(), packing.payloads(),
        packing.tasks(),
        packing.ends(), packing.releases(),
        run == null ? List.of() : run.messages().stream().map(InboxMessage::key).toList(),
        packing.items(),
        packing.droppedForks(),
        family.messages(open.execution(), open.machine(), decision, now,
            run == null ? List.of() : run.tasks()));
    commits.add(
        new WriterLane.Entry<>(burst,
            new Written(mailbox, turn, open, decision, burst, found, now, caller == null,
                me.nanoTime().getAsLong())));
  }

  /**
   * Messages come first: an answer that was accepted before its call came back must win over the call. The
   * answers of calls count only where the row says that the call is still this node's.
   */
  private List<Event> events(Mailbox.Turn turn, @Nullable LoadedRun run, Recovery.Finding found) {
    if (run == null) {
      return turn.returned();
    }
    List<Event> events = new ArrayList<>(Arrivals.messages(run));
    turn.returned().stream().filter(event -> isOwn(event, run)).forEach(events::add);
    events.addAll(found.events());
    events.add(Arrivals.alarm(run));
    return events;
  }

  private boolean isOwn(Event event, LoadedRun run) {
    return !(event instanceof Event.CallReturned call)
        || run.tasks()
            .stream()
            .anyMatch(
                task -> task.seq() == call.seq() && task.attempt() == call.attempt()
                    && me.id().equals(task.owner()));
  }

  /** Goes on when the burst's fate is known. */
  private final class Written implements WriterLane.Receipt<CommitOutcome> {
    private final Mailbox mailbox;
    private final Mailbox.Turn turn;
    private final OpenExecution before;
    private final Decision decision;
    private final Burst burst;
    private final Recovery.Finding found;
    private final Instant at;
    private final boolean isLeftToOthers;
    private final long sentAt;

    Written(Mailbox mailbox, Mailbox.Turn turn, OpenExecution before, Decision decision,
        Burst burst,
        Recovery.Finding found, Instant at, boolean isLeftToOthers, long sentAt) {
      this.mailbox = mailbox;
      this.turn = turn;
      this.before = before;
      this.decision = decision;
      this.burst = burst;
      this.found = found;
      this.at = at;
      this.isLeftToOthers = isLeftToOthers;
      this.sentAt = sentAt;
    }

    @Override
    public void written(CommitOutcome outcome) {
      switch (outcome) {
        case CommitOutcome.Committed(long rev) -> committed(rev);
        case CommitOutcome.Conflict _ -> conflict();
        case CommitOutcome.Refused(RuntimeException why) ->
          mailboxes.park(before.key(), mailbox, turn.returned(),
              standstill.failed(before.key(), why));
      }
    }

    /** Nobody knows, or the database is away. */
    @Override
    public void unknown(RuntimeException why) {
      if (!isLeftToOthers && !burst.tasks().isEmpty()) {
        mailbox.owe();
      }
      mailboxes.park(before.key(), mailbox, turn.returned(), SHORT);
    }

    private void committed(long rev) {
      standstill.moved(before.key());
      settle();
      log.write(before.execution(), before.machine(), decision.history());
      if (!burst.messages().isEmpty()) {
        alarms.nudge();
      }
      switch (decision.next()) {
        case Decision.Next.Closed _ -> {
          closings.closed(before.key());
          mailboxes.release(before.key(), mailbox, null, List.of());
        }
        case Decision.Next.Open(ExecutionState state, Instant wakeAt) -> {
          // Not the watchdog's: the poll is soon enough for it.
          alarms.at(wakeAt);
          jobs.look(before.execution(), decision.effects(), at);
          rest(mailbox, before.at(rev, state, at), () -> isLeftToOthers
              || (calls.begin(before.execution(), before.key(), decision.effects(), sentAt)
                  && calls.resend(before.execution(), before.key(), found.resends(), sentAt)));
        }
      }
    }

    /** Another was faster: load again, at once where this burst was computed from memory. */
    private void conflict() {
      conflicts.increment();
      if (turn.loaded() == null && !mailbox.isOwing()) {
        mailboxes.release(before.key(), mailbox, null, turn.returned());
      } else {
        mailboxes.park(before.key(), mailbox, turn.returned(), SHORT);
      }
    }

    /** Where the call that begins the job is still under way, its answer tells which job that is. */
    private void stop(Effect.StopJob stop, Job job) {
      Payload answer = job.answer();
      if (answer != null) {
        jobs.stop(before.execution(), stop, job, answer, at);
        return;
      }
      Consumer<Outcome<Payload>> then = outcome -> {
        if (outcome instanceof Outcome.Ok<Payload>(Payload late)) {
          jobs.stop(before.execution(), stop, job, late, at);
        }
      };
      turn.returned().stream().<Outcome<Payload>>mapMulti((event, found) -> {
        if (event instanceof Event.CallReturned returned && returned.seq() == stop.seq()
            && returned.attempt() == stop.attempt()) {
          found.accept(returned.outcome());
        }
      }).findFirst().ifPresentOrElse(then, () -> attempts.release(
          new AttemptKey(before.key(), stop.seq(), stop.attempt()), then));
    }

    /** Attempts that have ended are no longer this node's business; nor are answers that nobody waited for. */
    private void settle() {
      for (Effect effect : decision.effects()) {
        if (effect instanceof Effect.StopJob stop && stop.job() != null) {
          stop(stop, stop.job());
        }
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
    return commits.isEmpty() && mailboxes.areIdle();
  }
}
