package dev.pawl.worker.burst;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.StoredCall;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.TaskKind;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.db.store.ExecutionStore;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.attempt.AttemptKey;
import dev.pawl.worker.attempt.Attempts;
import dev.pawl.worker.lease.Leases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the attempts of an execution whose worker is gone, and decides by recovery class. */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final ExecutionStore store;
  private final UUID me;
  private final Leases leases;
  private final Attempts attempts;
  private final World world;
  private final Function<Resource, Connector> connectors;
  private final Map<RecoveryClass, Counter> lost = new EnumMap<>(RecoveryClass.class);

  Recovery(ExecutionStore store, UUID me, Leases leases, Attempts attempts, World world,
      Function<Resource, Connector> connectors, MeterRegistry meters) {
    this.store = store;
    this.me = me;
    this.leases = leases;
    this.attempts = attempts;
    this.world = world;
    this.connectors = connectors;
    for (RecoveryClass recovery : RecoveryClass.values()) {
      lost.put(recovery, Counter.builder("pawl.calls.lost")
          .description("Calls whose worker is gone, by what becomes of them")
          .tag("recovery", recovery.name().toLowerCase(Locale.ROOT))
          .register(meters));
    }
  }

  /** What is to be done. */
  record Finding(List<Event> events, List<Resend> resends) {}

  /** An attempt of which this node is now the owner. */
  record Resend(TaskRow task, StoredCall call) {}

  /** @param state where the execution stands by its stored state */
  Finding find(LoadedRun run, ExecutionState state) {
    var events = new ArrayList<Event>();
    var resends = new ArrayList<Resend>();
    for (TaskRow task : run.tasks()) {
      UUID owner = task.owner();
      if (task.answer() != null) {
        if (owner != null && isLost(run, task, owner)) {
          // The answer came before the call's own, which nobody will bring any more.
          events.add(new Event.WorkerLost(task.seq(), task.attempt()));
        }
      } else if (owner == null) {
        pickUp(run, task, state, resends);
      } else if (isLost(run, task, owner)) {
        recover(run, task, owner, events, resends);
      }
    }
    return new Finding(events, resends);
  }

  /** A stopping node has left the call to others: nobody has made it yet. */
  private void pickUp(LoadedRun run, TaskRow task, ExecutionState state, List<Resend> resends) {
    boolean waitsForItsCall = task.kind() != TaskKind.ACTIVITY
        && state.frames()
            .stream()
            .anyMatch(
                frame -> frame.position() instanceof Frame.Position.Running running
                    && running.visit().seq() == task.seq()
                    && !running.submitted());
    if (waitsForItsCall && store.pickUp(run.key(), run.rev(), task.seq(), task.attempt(), me)) {
      resends.add(new Resend(task, call(run, task)));
    }
  }

  private boolean isLost(LoadedRun run, TaskRow task, UUID owner) {
    return owner.equals(me)
        ? !attempts.isLive(new AttemptKey(run.key(), task.seq(), task.attempt()))
        : !leases.isAlive(owner);
  }

  private void recover(LoadedRun run, TaskRow task, UUID owner, List<Event> events,
      List<Resend> resends) {
    StoredCall call = call(run, task);
    if (owner.equals(me)) {
      // This incarnation would know of a call that it had begun: this one was never made.
      if (store.adopt(run.key(), task.seq(), task.attempt(), me, me)) {
        resends.add(new Resend(task, call));
      }
      return;
    }
    RecoveryClass recovery = connectors.apply(call.resource()).recovery(call.resource());
    Objects.requireNonNull(lost.get(recovery)).increment();
    LOG.info("execution {}: the worker of task {} attempt {} is gone; {}", run.key().id(),
        task.seq(),
        task.attempt(),
        recovery == RecoveryClass.RESEND
            ? "the call is sent again"
            : "the attempt fails, outcome unknown");
    switch (recovery) {
      case RESEND -> {
        if (store.adopt(run.key(), task.seq(), task.attempt(), owner, me)) {
          resends.add(new Resend(task, call));
        }
      }
      case UNKNOWN -> events.add(new Event.WorkerLost(task.seq(), task.attempt()));
    }
  }

  private StoredCall call(LoadedRun run, TaskRow task) {
    return Codec.unpackCall(task.request(), world.payloads(run.key(), List.of(task.request())));
  }

  /** The owners of the attempts that are given up. */
  static Map<Integer, UUID> owners(LoadedRun run) {
    var owners = new HashMap<Integer, UUID>();
    for (TaskRow task : run.tasks()) {
      if (task.owner() != null) {
        owners.put(task.seq(), task.owner());
      }
    }
    return owners;
  }
}
