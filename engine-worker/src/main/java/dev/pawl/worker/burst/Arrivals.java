package dev.pawl.worker.burst;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.codec.StoredChildEnd;
import dev.pawl.core.codec.StoredMapRunEnd;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.db.execution.TaskSignal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a loaded execution's rows tell the interpreter. */
final class Arrivals {
  private Arrivals() {}

  /** The messages, in order. */
  static List<Event> messages(LoadedRun run) {
    return run.messages().stream().flatMap(message -> event(run, message).stream()).toList();
  }

  /** The time, and when the tasks that nobody has answered are due. */
  static Event alarm(LoadedRun run) {
    var due = new HashMap<Integer, Instant>();
    for (TaskRow task : run.tasks()) {
      Instant dueAt = task.due();
      if (dueAt != null && task.answer() == null) {
        due.put(task.seq(), dueAt);
      }
    }
    return new Event.Alarm(due);
  }

  private static Optional<Event> event(LoadedRun run, InboxMessage message) {
    return switch (message.kind()) {
      case ANSWER -> {
        TaskSignal signal = TaskSignal.read(message.body());
        yield task(run, signal).filter(task -> task.answer() != null)
            .map(task -> answered(signal, task));
      }
      case STARTED -> {
        TaskSignal signal = TaskSignal.read(message.body());
        yield task(run, signal).map(task -> started(signal, task));
      }
      case STOP -> Optional.of(stopped(message));
      case WAKE -> Optional.empty();
      case CHILD_CLOSED -> childClosed(run, message);
      case MAP_RUN_CLOSED -> Optional.of(StoredMapRunEnd.read(message.body()));
      case ITEMS_CLOSED, FORWARD, MAP_RUN_STARTED, MAP_RUN_REDRIVEN ->
        throw new IllegalStateException(
            "a newer Pawl sent a " + message.kind() + " message to " + message.to().id());
      case UNKNOWN -> throw new UnreadableRunException(message.to(),
          new IllegalArgumentException("a newer Pawl has sent it a message"));
    };
  }

  /** An answer by token that was accepted counts, not the end of the child that came beside it. */
  private static Optional<Event> childClosed(LoadedRun run, InboxMessage message) {
    Event.ChildClosed closed = StoredChildEnd.read(message.body());
    return task(run, new TaskSignal(closed.seq(), closed.attempt(), ""))
        .filter(task -> task.answer() == null)
        .map(_ -> closed);
  }

  private static Event answered(TaskSignal signal, TaskRow task) {
    var answer = Objects.requireNonNull(task.answer());
    return new Event.Answered(signal.seq(), signal.attempt(),
        StoredAnswer.read(answer.ok(), answer.result()));
  }

  private static Event started(TaskSignal signal, TaskRow task) {
    Instant deadline = Objects.requireNonNull(task.deadline(), "a claim sets the deadline");
    Instant due = Objects.requireNonNull(task.due());
    return new Event.ActivityStarted(
        signal.seq(), signal.attempt(), signal.note().isEmpty() ? null : signal.note(), deadline,
        due);
  }

  private static Event stopped(InboxMessage message) {
    return switch (StoredAnswer.read(false, message.body())) {
      case Outcome.Failed<?> failed ->
        new Event.Stopped(failed.error().name(), failed.error().cause());
      case Outcome.Ok<?> _ ->
        throw new IllegalStateException("a stop carries an error and a cause");
    };
  }

  private static Optional<TaskRow> task(LoadedRun run, TaskSignal signal) {
    return run.tasks()
        .stream()
        .filter(task -> task.seq() == signal.seq() && task.attempt() == signal.attempt())
        .findFirst();
  }
}
