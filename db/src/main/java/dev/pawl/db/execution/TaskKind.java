package dev.pawl.db.execution;

/** Who ends a task. Stored by {@link #code()}. */
public enum TaskKind {
  /** The call that the owning node makes. */
  CALL(0),
  /** Whoever holds the task token; the owning node may first make the call that hands it out. */
  TOKEN(1),
  /** The worker that claims it from an activity. */
  ACTIVITY(2);

  private final int code;

  TaskKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static TaskKind of(int code) {
    for (TaskKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no such kind of task: " + code);
  }
}
