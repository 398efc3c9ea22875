package dev.pawl.core.task;

/**
 * What may be done with an attempt whose worker died between the call and the recording of its answer
 * (docs/architecture.md, task protocol).
 */
public enum RecoveryClass {
  /** The call is idempotent: it is sent again, with the same attempt number and idempotency token. */
  RESEND,
  /** Nobody can know: the attempt ends with {@code States.TaskFailed}, and only Retry makes another. */
  UNKNOWN
}
