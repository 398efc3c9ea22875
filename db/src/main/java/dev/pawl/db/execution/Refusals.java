package dev.pawl.db.execution;

import dev.pawl.db.connection.StatementFailedException;

/** Reads SQLSTATE: is one row of a batch to blame, or the server's condition? */
final class Refusals {
  /** Division by zero: a commit's count was wrong. */
  static final String WRONG_COUNT = "22012";

  static final String DEADLOCK = "40P01";

  /** The row has moved to another partition meanwhile: retention has brought it to day 0. */
  static final String MOVED = "40001";

  private Refusals() {}

  /** Data, constraints and deadlocks belong to rows; all else befalls every statement alike. */
  static boolean isOfARow(StatementFailedException e) {
    String state = e.sqlState();
    return state.startsWith("22") || state.startsWith("23") || state.equals(DEADLOCK)
        || state.equals(MOVED) || state.startsWith("54");
  }
}
