package dev.pawl.worker.burst;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.db.execution.TaskSignal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** What a loaded execution's rows tell the interpreter: first the messages, in order, then the time. */
final class Arrivals {
  private Arrivals() {}

  static List<Event> of(LoadedRun run) {
    var events = new ArrayList<Event>();
    for (InboxMessage message : run.messages()) {
      event(run, message).ifPresent(events::add);
    }
    var due = new HashMap<Integer, Instant>();
    for (TaskRow task : run.tasks()) {
      Instant dueAt = task.due();
      if (dueAt != null && task.answer() == null) {
        due.put(task.seq(), dueAt);
      }
    }
    events.add(new Event.Alarm(due));
    return events;
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
      case CHILD_CLOSED, ITEMS_CLOSED, FORWARD -> throw new IllegalStateException(
          "a newer Pawl sent a " + message.kind() + " message to " + message.to().id());
    };
  }

  private static Event answered(TaskSignal signal, TaskRow task) {
    var answer = java.util.Objects.requireNonNull(task.answer());
    return new Event.Answered(signal.seq(), signal.attempt(),
        StoredAnswer.read(answer.ok(), answer.result()));
  }

  private static Event started(TaskSignal signal, TaskRow task) {
    Instant deadline = task.deadline() == null ? Instant.MAX : task.deadline();
    Instant due = task.due() == null ? deadline : task.due();
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
