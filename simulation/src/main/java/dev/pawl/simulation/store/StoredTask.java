package dev.pawl.simulation.store;

import dev.pawl.db.execution.NewTask;
import dev.pawl.db.execution.TaskAnswer;
import dev.pawl.db.execution.TaskRow;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row of a pending task, and an activity's timeout, which the engine does not read. */
record StoredTask(TaskRow row, @Nullable Integer timeoutSeconds) {
  static StoredTask of(NewTask task, Instant now) {
    boolean beats = task.heartbeatSeconds() != null && task.activityId() == null;
    return new StoredTask(
        new TaskRow(task.seq(), task.attempt(), task.kind(), task.owner(), task.activityId(), null,
            task.deadline(), beats ? now : null, task.heartbeatSeconds(), task.request(), null),
        task.timeoutSeconds());
  }

  boolean isDue(Instant now) {
    Instant due = row.due();
    return due != null && !due.isAfter(now);
  }

  StoredTask ownedBy(@Nullable UUID owner) {
    return with(owner, row.claimedAt(), row.deadline(), row.heartbeatAt(), row.answer());
  }

  StoredTask answered(TaskAnswer answer) {
    return with(row.owner(), row.claimedAt(), row.deadline(), row.heartbeatAt(), answer);
  }

  StoredTask heard(Instant now) {
    return with(row.owner(), row.claimedAt(), row.deadline(), now, row.answer());
  }

  StoredTask claimed(Instant now) {
    return with(row.owner(), now,
        timeoutSeconds == null ? row.deadline() : now.plusSeconds(timeoutSeconds),
        row.heartbeatSeconds() == null ? null : now, row.answer());
  }

  private StoredTask with(@Nullable UUID owner, @Nullable Instant claimedAt,
      @Nullable Instant deadline, @Nullable Instant heartbeatAt, @Nullable TaskAnswer answer) {
    return new StoredTask(
        new TaskRow(row.seq(), row.attempt(), row.kind(), owner, row.activityId(), claimedAt,
            deadline, heartbeatAt, row.heartbeatSeconds(), row.request(), answer),
        timeoutSeconds);
  }
}
