package dev.pawl.db.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an execution's redrives.
 *
 * @param count how many there were
 * @param lastAt the time of the last; null where there was none
 */
public record RedriveState(int count, @Nullable Instant lastAt) {}
