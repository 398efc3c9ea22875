package dev.pawl.core.outcome;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a definition can see: what {@code Retry} and {@code Catch} match on and what the
 * history records. A value, never thrown.
 *
 * @param name the error's name, e.g. {@code States.Timeout}; null where a Fail state or SendTaskFailure gave none
 * @param cause a sentence for people; at most 32,768 characters; null where none was given
 */
public record StatesError(@Nullable String name, @Nullable String cause) {
  public static final String ALL = "States.ALL";
  public static final String TASK_FAILED = "States.TaskFailed";
  public static final String TIMEOUT = "States.Timeout";
  public static final String HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout";
  public static final String RUNTIME = "States.Runtime";
  public static final String DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded";
  public static final String QUERY_EVALUATION_ERROR = "States.QueryEvaluationError";
  public static final String REFERENCE_PATH_CONFLICT = "States.ReferencePathConflict";
  public static final String PERMISSIONS = "States.Permissions";

  /** A {@code States.Runtime} error, which no Retry and no Catch sees. */
  public static StatesError runtime(String cause) {
    return new StatesError(RUNTIME, cause);
  }
}
