package dev.pawl.worker.attempt;

import dev.pawl.db.execution.ExecutionKey;

/** Names one attempt of one task. */
public record AttemptKey(ExecutionKey execution, int seq, int attempt) {}
