package dev.pawl.db.execution;

import java.time.Instant;

/** Names a message within its shard. */
public record MessageKey(Instant at, long uid) {}
