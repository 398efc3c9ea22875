package dev.pawl.worker;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.EngineCall;
import dev.pawl.tasks.PermittedConnector;
import dev.pawl.worker.attempt.Bulkheads;
import dev.pawl.worker.attempt.Caller;
import dev.pawl.worker.attempt.Outside;
import dev.pawl.worker.attempt.ThreadCaller;
import dev.pawl.worker.burst.Alarms;
import dev.pawl.worker.burst.Bursts;
import dev.pawl.worker.burst.Interpreters;
import dev.pawl.worker.burst.Reader;
import dev.pawl.worker.burst.Standstill;
import dev.pawl.worker.child.ChildStarts;
import dev.pawl.worker.child.SyncStarts;
import dev.pawl.worker.express.AsyncExpress;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressExecutions;
import dev.pawl.worker.express.ExpressStart;
import dev.pawl.worker.lease.Housekeeping;
import dev.pawl.worker.lease.Leases;
import dev.pawl.worker.log.ExecutionLog;
import dev.pawl.worker.maprun.MapRunners;
import dev.pawl.worker.start.StartPath;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import dev.pawl.worker.trigger.OwnTargets;
import dev.pawl.worker.trigger.StatusChanges;
import dev.pawl.worker.trigger.TriggerLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that moves executions. Started by its construction; safe for any number of threads. */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final WorkerSettings settings;
  private final Incarnation me;
  private final Leases leases;
  private final Alarms alarms;
  private final Bursts bursts;
  private final StartPath starts;
  private final ExpressExecutions express;
  private final AsyncExpress asyncExpress;
  private final MapRunners mapRuns;
  private final Interpreters interpreters;
  private final Caller caller;
  private final Standstill childStandstill;
  private final StatusChanges changes;
  private final TriggerLoop triggers;
  private final Thread triggering;
  private final Thread telling;
  private final Thread reader;
  private final Thread housekeeping;
  private final List<Thread> lanes = new ArrayList<>();

  /**
   * Takes its share of the shards and begins to work.
   *
   * @param tokens of the account whose executions these are
   * @param connectors finds who makes the calls of a resource
   * @param log gets the events of executions
   */
  public Worker(Database database, WorkerSettings settings, TaskTokens tokens,
      Function<Resource, Connector> connectors, ExecutionLog log) {
    this(database, settings, tokens, Outside.of(connectors), log);
  }

  /** The same with all of the world outside. */
  public Worker(Database database, WorkerSettings settings, TaskTokens tokens, Outside outside,
      ExecutionLog log) {
    this(database, settings, tokens, outside, log, Interpreters.LONGEST_EVALUATION);
  }

  /** For tests of what follows when an evaluation does not end. */
  Worker(Database database, WorkerSettings settings, TaskTokens tokens,
      Outside outside, ExecutionLog logs, Duration longestEvaluation) {
    this.settings = settings;
    interpreters = new Interpreters(settings.interpreterThreads(), longestEvaluation);
    me = Incarnation.ofThisProcess();
    childStandstill = new Standstill(database.store(), "execution", Set::of);
    Connector children = new ChildStarts(database.store(), settings.region(),
        this::start, this::accept, childStandstill);
    Connector syncs = new SyncStarts(database.store(), settings.region(), this::run);
    Connector ownTargets = new OwnTargets(database, outside.connectors(), this::nudge);
    Function<Resource, Connector> trusted = resource -> {
      if (OwnTargets.are(resource)) {
        return ownTargets;
      }
      Connector connector = outside.connectors().apply(resource);
      return connector instanceof EngineCall call
          ? switch (call) {
            case START -> children;
            case START_SYNC -> syncs;
          }
          : connector;
    };
    Function<Resource, Connector> all = resource -> new PermittedConnector(
        trusted.apply(resource), outside.permissions());
    Bulkheads bulkheads = new Bulkheads(outside.policies(), database.meters());
    changes = new StatusChanges(database, outside.statusTargets(), this::nudge);
    ExecutionLog log = logs.and(changes);
    var engine = new Engine(database.store(), settings, me, tokens, all,
        new Machinery(interpreters, ForkJoinPool.commonPool(),
            new ThreadCaller(all, bulkheads),
            database.meters()),
        log);
    leases = engine.leases();
    alarms = engine.alarms();
    bursts = engine.bursts();
    starts = engine.starts();
    caller = new ThreadCaller(all, bulkheads);
    express = new ExpressExecutions(engine.definitions(), database.clock(), me.random(),
        settings.region(), settings.limits(), caller, interpreters, log);
    asyncExpress = new AsyncExpress(database.expressStarts(), express, leases,
        me.id(), database.meters());
    Reader read = engine.reader();
    mapRuns = new MapRunners(
        new MapRunners.Parts(database.store(), outside, engine.definitions(), interpreters,
            me.random(), alarms, leases, settings.limits(), settings.watchdog(), this::start,
            this::run));
    read.serve(mapRuns);
    leases.keep(() -> {
      read.scanWhole();
      asyncExpress.nudge();
    });
    for (int lane = 0; lane < settings.lanes(); lane++) {
      lanes.add(Thread.ofPlatform().daemon().name("commits-" + lane).start(bursts.lane()));
      lanes.add(Thread.ofPlatform().daemon().name("starts-" + lane).start(starts.lane()));
    }
    asyncExpress.lanes().forEach(
        lane -> lanes.add(Thread.ofPlatform().daemon().name("express-rows").start(lane)));
    lanes.add(Thread.ofPlatform().daemon().name("express-starts").start(asyncExpress));
    triggers = new TriggerLoop(database, settings.region(), caller,
        new ThreadCaller(trusted, bulkheads),
        all);
    triggering = Thread.ofPlatform().daemon().name("triggers").start(triggers);
    telling = Thread.ofPlatform().daemon().name("status-changes").start(changes);
    housekeeping = Thread.ofPlatform()
        .daemon()
        .name("housekeeping")
        .start(new Housekeeping(database, leases, settings.kept()));
    reader = Thread.ofPlatform().daemon().name("reader").start(read);
  }

  /** Starts an execution, its first burst included; see {@link StartPath#start}. */
  public CompletableFuture<Started> start(StartRequest request) {
    return starts.start(request);
  }

  /** Runs an Express execution to its end; see {@link ExpressExecutions#run}. */
  public CompletableFuture<Optional<ExpressEnd>> run(ExpressStart start) {
    return express.run(start);
  }

  /** Accepts an Express execution that nobody waits for; see {@link AsyncExpress#start}. */
  public CompletableFuture<Optional<AsyncExpress.Accepted>> accept(ExpressStart start) {
    return accept(start, Optional.empty());
  }

  CompletableFuture<Optional<AsyncExpress.Accepted>> accept(ExpressStart start,
      Optional<UUID> id) {
    return asyncExpress.start(start, id);
  }

  /**
   * Evaluates what belongs to no execution, watched as a burst is.
   *
   * @param arn names it in the log
   * @return completes with a failure where an evaluation does not end
   */
  public <T> CompletableFuture<Outcome<T>> evaluate(String arn,
      Function<EvaluationWatch, T> work) {
    var outcome = new CompletableFuture<Outcome<T>>();
    interpreters.execute(() -> {
      try {
        interpreters.compute(arn, work, endless -> outcome.complete(Outcome.failed(endless)))
            .ifPresent(value -> outcome.complete(Outcome.ok(value)));
      } catch (RuntimeException | Error e) {
        outcome.completeExceptionally(e);
      }
    });
    return outcome;
  }

  /** Makes a call that belongs to no execution; cancelled with what it gives. */
  public CompletableFuture<Outcome<Payload>> call(TaskRequest request) {
    var outcome = new CompletableFuture<Outcome<Payload>>();
    Caller.Call call = caller.prepare(request, outcome::complete);
    CompletableFuture<Outcome<Payload>> _ = outcome.whenComplete((_, _) -> {
      if (outcome.isCancelled()) {
        call.cancel();
      }
    });
    call.begin();
    return outcome;
  }

  /** Something was written that a worker should see now: a message, an answer. */
  public void nudge() {
    alarms.nudge();
    asyncExpress.nudge();
    triggers.nudge();
  }

  /** What other nodes know this one by. */
  public UUID id() {
    return me.id();
  }

  /**
   * Waits for an open execution of a shard that this node {@linkplain #holds holds}.
   *
   * @param longest how long at most
   * @return completes with whether this node has closed it within that time
   */
  public CompletableFuture<Boolean> closing(ExecutionKey key, Duration longest) {
    return bursts.closings().of(key, longest);
  }

  /** Whether this node looks after a shard now. */
  public boolean holds(int shard) {
    return leases.shards().contains(shard);
  }

  /**
   * Whether no burst, no Express execution that was accepted and no step of a Map run is under way here. Messages and alarms that were not read yet, and {@linkplain #callsUnderWay
   * calls} that did not come back yet, may begin others.
   */
  public boolean isIdle() {
    return isAtRest() && asyncExpress.isIdle();
  }

  private boolean isAtRest() {
    return bursts.isIdle() && mapRuns.isIdle();
  }

  /** How many attempts have a call under way, or an end that is not committed yet. */
  public int callsUnderWay() {
    return bursts.attempts().underWay() + express.callsUnderWay();
  }

  /** How many executions and Map runs are parked, as far as this node knows: they cannot be advanced; GET /health says why. */
  public int parked() {
    return bursts.parked() + mapRuns.parked() + childStandstill.count();
  }

  /** How many threads an evaluation holds that was given up since it did not end; see docs/limits.md. */
  public int lostThreads() {
    return interpreters.lostThreads();
  }

  /**
   * Why the node cannot go on as it should and ought to be restarted: more than 4 threads are lost, or one that it
   * needs has ended. Empty where all is well.
   */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    if (!interpreters.isHealthy()) {
      troubles.add(interpreters.lostThreads() + " threads are lost to evaluations without an end");
    }
    Stream.concat(Stream.of(reader, housekeeping, triggering, telling), lanes.stream())
        .filter(thread -> !thread.isAlive())
        .forEach(thread -> troubles.add("the thread " + thread.getName() + " has ended"));
    if (!leases.isKept()) {
      troubles.add("the thread leases has ended");
    }
    if (!interpreters.isWatched()) {
      troubles.add("the thread interpreter-watchdog has ended");
    }
    return troubles;
  }

  /** Stops at once and gives nothing back, as a crash does; for tests of what others then do. */
  void crash() {
    mapRuns.stop();
    asyncExpress.stop();
    express.close();
    triggering.interrupt();
    telling.interrupt();
    reader.interrupt();
    housekeeping.interrupt();
    lanes.forEach(Thread::interrupt);
    bursts.attempts().abandon();
    interpreters.abandon();
    leases.abandon();
  }

  /** Stops looking for work, lets calls and commits under way come to their end, and gives its shards back. */
  @Override
  public void close() {
    bursts.stop();
    triggering.interrupt();
    mapRuns.stop();
    asyncExpress.stop();
    express.close();
    reader.interrupt();
    housekeeping.interrupt();
    bursts.attempts().drain(settings.drain());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (!isAtRest() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    bursts.attempts().abandon();
    interpreters.close();
    lanes.forEach(Thread::interrupt);
    telling.interrupt();
    changes.finish();
    asyncExpress.leave();
    leases.close();
    LOG.info("the worker has stopped; what was under way goes on at the next start");
  }
}
