package dev.pawl.simulation.world;

/** What can go wrong. The crashes are named for the point at which the node loses its memory. */
public enum FaultKind {
  /** A statement is refused; nothing is written. */
  FAILED_BEFORE_COMMIT,
  /** It is written, and the connection breaks before the answer. */
  FAILED_AFTER_COMMIT,
  /** The connection breaks before it is written; the caller cannot tell that from the other. */
  CONNECTION_LOST,
  /** No connection is to be had. */
  UNAVAILABLE,
  /** A serialisation failure or a deadlock. */
  SERIALISATION,
  /** An answer takes up to 8 s, while everybody else goes on. */
  DELAY,
  /** Nothing can be written for some seconds. */
  STORE_FULL,
  /** A node stands still in the middle of a statement, for up to a minute. */
  PAUSE,
  /** A node that stood still goes on after others have taken its shards. */
  STALE_NODE,
  /** A node's idea of the time is behind the store's. */
  CLOCK_OFFSET,
  CRASH_BEFORE_COMMIT,
  CRASH_AFTER_COMMIT,
  CRASH_BEFORE_READ,
  CRASH_BEFORE_DELIVER,
  CRASH_AFTER_DELIVER,
  CRASH_BEFORE_ACK,
  /** A node stops in good order. */
  SHUTDOWN,
  /** A call does not come back before its connector gives it up. */
  RESULT_LOST,
  /** A call comes back when its state has given it up. */
  RESULT_LATE,
  /** A call comes back twice. */
  RESULT_TWICE,
  /** A call's answer is of no use. */
  RESULT_MALFORMED,
  /** A callback or a stop is sent twice. */
  DUPLICATE_DELIVERY,
  /** A callback comes before its token is in the store. */
  EARLY_CALLBACK
}
