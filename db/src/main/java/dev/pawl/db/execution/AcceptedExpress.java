package dev.pawl.db.execution;

import dev.pawl.core.identity.Qualifier;
import java.time.Instant;
import java.util.UUID;

/**
 * An asynchronous Express execution that has been accepted and has not ended.
 *
 * @param stateMachineId whose execution it is
 * @param revision the definition to run
 * @param by the version or alias that it was asked for by
 * @param name the name, given or made up; need not be unique
 * @param suffix the last part of its ARN, which is
 * @param startedAt as its caller was told, to the millisecond
 * @param input packed
 * @param losses how many nodes have gone while it was theirs
 */
public record AcceptedExpress(ExecutionKey key, UUID stateMachineId, int revision, Qualifier by,
    String name, UUID suffix, Instant startedAt, byte[] input, int losses) {}
