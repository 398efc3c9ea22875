package dev.pawl.db.execution;

/** The owner has made the call that hands out the token: the task waits for its answer without an owner. */
public record TaskRelease(int seq, int attempt) {}
