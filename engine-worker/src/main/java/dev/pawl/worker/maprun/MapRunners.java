package dev.pawl.worker.maprun;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.StoredMapRunEnd;
import dev.pawl.core.codec.StoredMapRunRedrive;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ClosedMapRun;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.db.store.Store;
import dev.pawl.worker.attempt.Outside;
import dev.pawl.worker.burst.Alarms;
import dev.pawl.worker.burst.BurstExecutor;
import dev.pawl.worker.burst.MapRunLooker;
import dev.pawl.worker.burst.Standstill;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressStart;
import dev.pawl.worker.lease.Leases;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The Map runs of this node's shards. Each has at most one step under way here, on a virtual thread; against other
 * nodes the revision decides. Safe for any number of threads.
 */
public final class MapRunners implements MapRunLooker {
  private final Parts parts;
  private final Standstill standstill;
  private final Map<ExecutionKey, MapRunner> runners = new ConcurrentHashMap<>();

  /** Until when what could not be read is left alone, by {@link System#nanoTime}. */
  private final Map<ExecutionKey, Long> unreadable = new ConcurrentHashMap<>();

  private volatile boolean stopping;

  /**
   * What Map runs need of their node.
   *
   * @param starts the node's start path
   * @param express runs Express children
   * @param watchdog after what time a Map run with children in memory is looked at
   */
  public record Parts(Store store, Outside outside, Definitions definitions,
      BurstExecutor interpreters, RandomGenerator random, Alarms alarms, Leases leases,
      Limits limits, Duration watchdog,
      Function<StartRequest, CompletableFuture<Started>> starts,
      Function<ExpressStart, CompletableFuture<Optional<ExpressEnd>>> express) {}

  public MapRunners(Parts parts) {
    this.parts = parts;
    this.standstill = new Standstill(parts.store(), "Map run", parts.leases()::shards);
  }

  @Override
  public boolean isOccupied(ExecutionKey key) {
    Long until = unreadable.get(key);
    if (until != null && System.nanoTime() - until < 0) {
      return true;
    }
    MapRunner runner = runners.get(key);
    return runner != null && runner.isOccupied();
  }

  @Override
  public Set<ExecutionKey> look(Set<ExecutionKey> keys, List<InboxMessage> messages) {
    Set<ExecutionKey> mapRuns = new HashSet<>();
    for (InboxMessage message : messages) {
      if (message.kind() == MessageKind.MAP_RUN_STARTED && keys.contains(message.to())) {
        mapRuns.add(message.to());
        readable(message, parts.store()::beginMapRun);
      } else if (message.kind() == MessageKind.MAP_RUN_REDRIVEN && keys.contains(message.to())) {
        mapRuns.add(message.to());
        readable(message, this::redrive);
      } else if (message.kind() == MessageKind.STOP && isToBeRedriven(message, keys, mapRuns)) {
        mapRuns.add(message.to());
        redriveIfAsked(message.to());
      }
    }
    for (ExecutionKey key : parts.store().openMapRuns(List.copyOf(keys))) {
      mapRuns.add(key);
      wake(key);
    }
    leaveToOthers();
    return mapRuns;
  }

  /** One that cannot be read, or written, must not keep the others from theirs. */
  private void readable(InboxMessage message, Consumer<InboxMessage> reader) {
    try {
      reader.accept(message);
      if (unreadable.remove(message.to()) != null) {
        standstill.moved(message.to());
      }
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException e) {
      throw e;
    } catch (StatementFailedException e) {
      if (e.isPassing()) {
        throw e;
      }
      leaveAlone(message.to(), e);
    } catch (RuntimeException e) {
      leaveAlone(message.to(), e);
    }
  }

  private void leaveAlone(ExecutionKey key, RuntimeException why) {
    unreadable.put(key, System.nanoTime() + standstill.failed(key, why).toNanos());
  }

  /** An order to stop a Map run that has closed, and is about to go on, must wait for it. */
  private boolean isToBeRedriven(InboxMessage stop, Set<ExecutionKey> keys,
      Set<ExecutionKey> mapRuns) {
    return keys.contains(stop.to()) && !mapRuns.contains(stop.to())
        && parts.store().redriveAsked(stop.to()).isPresent();
  }

  /** A redrive that was asked for before the Map run had closed, and waits. */
  void redriveIfAsked(ExecutionKey key) {
    parts.store().redriveAsked(key).ifPresent(message -> {
      readable(message, this::redrive);
      parts.alarms().nudge();
    });
  }

  private void redrive(InboxMessage message) {
    StoredMapRunRedrive asked = StoredMapRunRedrive.read(message.body());
    parts.store().redrivable(message.to()).ifPresent(mapRun -> {
      if (mapRun.known().isEmpty()) {
        answer(message, asked, Outcome.failed(
            StatesError
                .runtime("The Map run '%s' is no longer kept.".formatted(message.to().id()))));
      } else {
        redrive(message, asked, mapRun.known().get());
      }
    });
  }

  private void redrive(InboxMessage message, StoredMapRunRedrive asked, ClosedMapRun mapRun) {
    byte[] result = mapRun.result();
    byte[] state = mapRun.state();
    if (mapRun.redrives() >= asked.redrives()) {
      parts.store().forget(message);
    } else if (result != null) {
      answer(message, asked, Outcome.ok(Codec.unpackPayload(result)));
    } else if (state != null) {
      boolean _ = parts.store().redriveMapRun(message, mapRun.redrives(), asked.redrives(),
          MapRunState.read(state).redriven().toBytes());
    } else if (!mapRun.status().equals("RUNNING")) {
      answer(message, asked, Outcome.failed(StatesError.runtime(
          "The Map run '%s' ended in an earlier release and cannot be redriven."
              .formatted(message.to().id()))));
    }
    // One that still runs closes soon, and looks then whether it is to go on.
  }

  private void answer(InboxMessage message, StoredMapRunRedrive asked, Outcome<Payload> outcome) {
    parts.store().answer(message,
        new OutgoingMessage(new ExecutionKey(asked.shard(), asked.execution()),
            MessageKind.MAP_RUN_CLOSED,
            StoredMapRunEnd.pack(message.to().id(), asked.redrives(), outcome)));
    parts.alarms().nudge();
  }

  private void wake(ExecutionKey key) {
    if (!stopping) {
      runners.computeIfAbsent(key, _ -> new MapRunner(key, parts, this)).wake();
    }
  }

  /** Map runs whose shard has gone to another node are forgotten here. */
  private void leaveToOthers() {
    Set<Integer> mine = parts.leases().shards();
    for (MapRunner runner : new ArrayList<>(runners.values())) {
      if (!mine.contains(runner.key().shard())) {
        runner.leaveToOthers();
      }
    }
  }

  /** The Map run has ended, or is no longer this node's. */
  void forget(MapRunner runner) {
    runners.remove(runner.key(), runner);
  }

  Standstill standstill() {
    return standstill;
  }

  /** How many Map runs are parked, as far as this node knows. */
  public int parked() {
    return standstill.count();
  }

  /** Begins no further step. */
  public void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Whether no step is under way. */
  public boolean isIdle() {
    return runners.values().stream().noneMatch(MapRunner::isBusy);
  }
}
