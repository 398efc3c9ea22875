package dev.pawl.worker.burst;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.codec.StoredChildEnd;
import dev.pawl.core.codec.StoredMapRunRedrive;
import dev.pawl.core.codec.StoredMapRunStart;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.ChildEnd;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.maprun.ChildClosing;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.db.store.Store;
import dev.pawl.worker.definition.Machine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an execution tells its parent and its children; written in the same commit as what it tells of. */
public final class Family {
  /** What a child is told that nobody waits for any more. */
  private static final byte[] STOP = StoredAnswer.failure(null, null);

  private final Store store;
  private final World world;

  public Family(Store store, World world) {
    this.store = store;
    this.world = world;
  }

  /**
   * The messages of a burst.
   *
   * @param tasks the execution's tasks before the burst; where none were loaded they are read if need be
   */
  public List<OutgoingMessage> messages(Execution execution, Machine machine, Decision decision,
      Instant now, List<TaskRow> tasks) {
    List<OutgoingMessage> messages = new ArrayList<>();
    if (decision.next() instanceof Decision.Next.Closed closed) {
      execution.parent().ifPresent(parent -> messages.add(end(parent, execution, closed, now)));
    }
    List<TaskRow> known = tasks;
    for (Effect effect : decision.effects()) {
      switch (effect) {
        case Effect.StopJob stop when stop.job() == null -> {
          if (known.isEmpty()) {
            known = load(execution);
          }
          stop(execution, stop, known).ifPresent(messages::add);
        }
        case Effect.StartMapRun start -> messages.add(start(execution, machine, start));
        case Effect.RedriveMapRun(UUID id, String label, int redrives) -> messages.add(
            new OutgoingMessage(mapRun(machine.id(), label, id), MessageKind.MAP_RUN_REDRIVEN,
                new StoredMapRunRedrive(execution.shard(), execution.id(), redrives).toBytes()));
        case Effect.StopMapRun(UUID id, String label) -> messages.add(
            new OutgoingMessage(mapRun(machine.id(), label, id), MessageKind.STOP, STOP));
        default -> {
          // Concerns nobody else.
        }
      }
    }
    return messages;
  }

  private static OutgoingMessage end(Parent parent, Execution execution,
      Decision.Next.Closed closed, Instant now) {
    return switch (parent) {
      case Parent.Task(TaskToken attempt) -> new OutgoingMessage(
          new ExecutionKey(attempt.shard(), attempt.id()), MessageKind.CHILD_CLOSED,
          StoredChildEnd.pack(attempt.seq(), attempt.attempt(),
              ChildEnd.of(execution, closed, now)));
      case Parent.MapRun run -> new OutgoingMessage(
          new ExecutionKey(run.shard(), run.mapRun()), MessageKind.ITEMS_CLOSED,
          new ChildClosing(run.index(), ChildStatus.valueOf(closed.status().name()), run.items(),
              execution.redrives().count())
              .toBytes());
    };
  }

  private static OutgoingMessage start(Execution execution, Machine machine,
      Effect.StartMapRun start) {
    var asked = new StoredMapRunStart(execution.shard(), execution.id(), execution.arn(),
        machine.id(), machine.revision(), start.state(), start.label(), start.plan());
    return new OutgoingMessage(mapRun(machine.id(), start.label(), start.id()),
        MessageKind.MAP_RUN_STARTED, asked.toBytes());
  }

  /** Where a Map run is: as if it were an execution of the state machine of its children. */
  public static ExecutionKey mapRun(UUID stateMachine, String label, UUID id) {
    return new ExecutionKey(
        Shards.of(ExecutionIds.ofLabel(stateMachine, label), id.toString()), id);
  }

  private List<TaskRow> load(Execution execution) {
    return store.load(List.of(new ExecutionKey(execution.shard(), execution.id())))
        .runs()
        .stream()
        .findFirst()
        .map(LoadedRun::tasks)
        .orElse(List.of());
  }

  /** To the child that an attempt has started; empty where there is none that runs. */
  private Optional<OutgoingMessage> stop(Execution execution, Effect.StopJob stop,
      List<TaskRow> tasks) {
    return tasks.stream()
        .filter(task -> task.seq() == stop.seq() && task.attempt() == stop.attempt())
        .findFirst()
        .flatMap(task -> {
          ExecutionKey key = new ExecutionKey(execution.shard(), execution.id());
          var call = Codec.unpackCall(task.request(),
              world.payloads(key, List.of(task.request())));
          return store.execution(
              ExecutionIds.ofTask(execution.id(), stop.seq(), stop.attempt(),
                  Calls.scheduledAt(task, call)));
        })
        .filter(child -> child.status() == ExecutionStatus.RUNNING)
        .map(ExecutionRow::key)
        .map(child -> new OutgoingMessage(child, MessageKind.STOP, STOP));
  }
}
