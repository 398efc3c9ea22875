package dev.pawl.worker.express;

import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.db.execution.ExecutionKey;
import java.time.Instant;
import java.util.UUID;

/**
 * What tells an Express execution from all others.
 *
 * @param name given or made up
 * @param suffix the last part of its ARN, since names need not be unique
 * @param startedAt by the database's clock, to the millisecond; its five minutes count from here
 */
record ExpressIdentity(ExecutionKey key, String name, UUID suffix, Instant startedAt,
    ExecutionKind kind) {}
