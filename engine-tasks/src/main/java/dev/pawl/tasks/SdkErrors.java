package dev.pawl.tasks;

import dev.pawl.core.outcome.StatesError;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** How a failed call of the SDK reads to a definition. The two kinds of integration differ. */
sealed interface SdkErrors {
  /** The error of a failed call. */
  default StatesError of(SdkException e) {
    return e instanceof AwsServiceException answered ? answered(answered) : unanswered(e);
  }

  /** The service answered with an error. */
  StatesError answered(AwsServiceException e);

  /** No answer came. */
  StatesError unanswered(SdkException e);

  /**
   * Generic integrations speak like version 2 of the SDK.
   *
   * @param prefix e.g. {@code DynamoDb}
   */
  record Generic(String prefix) implements SdkErrors {
    @Override
    public StatesError answered(AwsServiceException e) {
      return new StatesError(prefix + '.' + e.getClass().getSimpleName(), e.getMessage());
    }

    @Override
    public StatesError unanswered(SdkException e) {
      return new StatesError(prefix + ".SdkClientException", e.getMessage());
    }
  }

  /**
   * Optimized integrations speak like version 1 of the SDK.
   *
   * @param prefix e.g. {@code DynamoDB}
   * @param service the service as causes name it, e.g. {@code AmazonDynamoDBv2}
   * @param unmodelled the class of errors that have none of their own, e.g. {@code AmazonDynamoDBException}
   */
  record Optimized(String prefix, String service, String unmodelled) implements SdkErrors {
    /** What version 2 of the SDK adds to its messages, and version 1 does not. */
    private static final Pattern ATTEMPTS = Pattern.compile(" \\(SDK Attempt Count: \\d+\\)$");

    @Override
    public StatesError answered(AwsServiceException e) {
      String type = e.getClass().getSimpleName();
      // The SDK's class for the rest is <Service>Exception, beside its client.
      boolean modelled = !AwsServiceException.class.equals(e.getClass().getSuperclass());
      String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
      String message = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
      return new StatesError(prefix + '.' + (modelled ? type : unmodelled),
          cause(message, e.statusCode(), code, e.requestId()));
    }

    String cause(@Nullable String message, int status, @Nullable String code,
        @Nullable String requestId) {
      return message + " (Service: " + service + "; Status Code: " + status + "; Error Code: "
          + code + "; Request ID: " + requestId + "; Proxy: null)";
    }

    @Override
    public StatesError unanswered(SdkException e) {
      if (e instanceof ApiCallTimeoutException) {
        return timedOut("Client execution did not complete before the specified timeout");
      }
      Throwable root = e;
      while (root.getCause() != null && !(root instanceof IOException)) {
        root = root.getCause();
      }
      String message = String.valueOf(e.getMessage());
      return new StatesError(prefix + ".SdkClientException", root instanceof IOException
          ? "Unable to execute HTTP request: " + root.getMessage()
          : ATTEMPTS.matcher(message).replaceFirst(""));
    }

    StatesError timedOut(String cause) {
      return new StatesError(prefix + ".ClientExecutionTimeoutException", cause);
    }
  }
}
