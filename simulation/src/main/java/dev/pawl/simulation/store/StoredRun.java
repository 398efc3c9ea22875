package dev.pawl.simulation.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row of an open execution. */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record StoredRun(long rev, int nextEvent, @Nullable Instant wakeAt, byte[] state) {}
