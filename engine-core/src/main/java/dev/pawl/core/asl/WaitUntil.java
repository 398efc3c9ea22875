package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import java.time.Instant;

/** When a Wait state ends. One record per form of the language, so that no illegal mix exists. */
public sealed interface WaitUntil {
  /** {@code Seconds}: counted from entry; not negative. */
  record Seconds(long seconds) implements WaitUntil {}

  /** {@code Timestamp}: an absolute time; one in the past ends the wait at once. */
  record Timestamp(Instant at) implements WaitUntil {}

  /** {@code SecondsPath}: a reference path to a whole number of seconds. */
  record SecondsPath(Expression path) implements WaitUntil {}

  /** {@code TimestampPath}: a reference path to a timestamp. */
  record TimestampPath(Expression path) implements WaitUntil {}

  /** {@code Seconds} as JSONata: gives a whole number that is not negative. */
  record ComputedSeconds(Expression expression) implements WaitUntil {}

  /** {@code Timestamp} as JSONata: gives a timestamp. */
  record ComputedTimestamp(Expression expression) implements WaitUntil {}
}
