package dev.pawl.db.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution that goes on.
 *
 * @param state the interpreter's state, encoded; never changed after construction
 * @param nextEvent the id of the next history event, from 1
 * @param wakeAt when to look at it again; null where only messages can move it. A commit leaves an earlier
 *     alarm that has not rung yet as it is: an early alarm means to compute the time anew
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OpenRun(byte[] state, int nextEvent, @Nullable Instant wakeAt) implements Next {}
