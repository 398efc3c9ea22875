package dev.pawl.api.protocol;

import dev.pawl.core.codec.UnreadableBytesException;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.vault.KeyUnavailableException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;

/** The one place that says what a caller is told of an exception. */
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  /** It is full, read-only or overloaded. */
  private static final String CANNOT_SERVE = "The database cannot serve the request at the moment. Try again.";

  private Failures() {}

  /**
   * What the caller is told; the log has the rest.
   *
   * @param requestId by which the log can be searched
   * @param target what the caller wanted, for the log
   */
  public static ApiException told(RuntimeException thrown, String requestId, String target) {
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
    return switch (cause) {
      case ApiException told -> told;
      case DatabaseUnavailableException _,UnknownCommitOutcomeException _,DataAccessResourceFailureException _,TransientDataAccessException _,RecoverableDataAccessException _ -> {
        // The database's watch tells the operator, once for all.
        LOG.debug("{} ({}) was answered with 503; the caller may retry: {}", target, requestId,
            cause.getMessage());
        yield ApiError.SERVICE_UNAVAILABLE.about(
            "The database cannot be reached at the moment. Try again.");
      }
      case StatementFailedException failed when failed.isPassing() -> {
        LOG.debug("{} ({}) was answered with 503; the caller may retry: {}", target, requestId,
            failed.getMessage());
        yield ApiError.SERVICE_UNAVAILABLE.about(CANNOT_SERVE);
      }
      case DataAccessException failed when isPassing(failed) -> {
        LOG.debug("{} ({}) was answered with 503; the caller may retry: {}", target, requestId,
            failed.getMessage());
        yield ApiError.SERVICE_UNAVAILABLE.about(CANNOT_SERVE);
      }
      case UnreadableBytesException failed when failed.isSealed() -> switchedOff(failed);
      case KeyUnavailableException failed -> switchedOff(failed);
      case RejectedExecutionException _ ->
        ApiError.SERVICE_UNAVAILABLE.about("The server is stopping. Try again.");
      default -> {
        LOG.error("{} ({}) failed", target, requestId, cause);
        yield ApiError.INTERNAL.about("The server failed. Its log has the cause by the request id "
            + requestId);
      }
    };
  }

  private static ApiException switchedOff(RuntimeException failed) {
    return new ApiException(ApiError.KMS_INVALID_STATE, String.valueOf(failed.getMessage()),
        "kmsKeyState", "DISABLED");
  }

  /** The catalogue's failures come by way of Spring. */
  private static boolean isPassing(DataAccessException failed) {
    return failed.getMostSpecificCause() instanceof SQLException refusal
        && new StatementFailedException(refusal).isPassing();
  }
}
