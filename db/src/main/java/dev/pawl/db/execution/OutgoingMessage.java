package dev.pawl.db.execution;

/**
 * A message for an execution, written in the same commit as what it tells of.
 *
 * @param to an execution of the same cell
 * @param body never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OutgoingMessage(ExecutionKey to, MessageKind kind, byte[] body) {}
