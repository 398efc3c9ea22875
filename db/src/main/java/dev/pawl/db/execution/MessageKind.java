package dev.pawl.db.execution;

/** What a message in the inbox says. Stored by {@link #code()}. */
public enum MessageKind {
  /** A task token was used: the answer is in the task's row. The body is a {@link TaskSignal}. */
  ANSWER(0),
  /** A worker claimed an activity task. The body is a {@link TaskSignal} with the worker's name. */
  STARTED(1),
  /** StopExecution. */
  STOP(2),
  /** Look at the execution now. */
  WAKE(3),
  /** A child execution closed, for which a task waits. The body is the end of the child, packed. */
  CHILD_CLOSED(4),
  /** Children of a Map run closed. Messages of one commit to one Map run become one, their bodies joined. */
  ITEMS_CLOSED(5),
  /** To be carried to another cell. */
  FORWARD(6),
  /** An execution asks for a Map run, which is not there yet. */
  MAP_RUN_STARTED(7),
  /** A Map run has closed. */
  MAP_RUN_CLOSED(8),
  /** A redriven execution has its Map run go on, which may not have closed yet. */
  MAP_RUN_REDRIVEN(9),
  /** What a newer Pawl sent, in a way that this one does not know: never written, only read. */
  UNKNOWN(-1);

  private final int code;

  MessageKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static MessageKind of(int code) {
    for (MessageKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    // One execution cannot go on here; a scan that breaks off would stop all of them.
    return UNKNOWN;
  }
}
