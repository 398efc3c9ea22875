package dev.pawl.db.execution;

/**
 * The output of a finished iteration, kept until the join.
 *
 * @param frame the Map's or Parallel's number within the execution
 * @param idx the iteration, from 0
 * @param status the caller's own code
 * @param output encoded; never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record KeptItem(int frame, int idx, int status, byte[] output) {}
