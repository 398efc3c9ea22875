package dev.pawl.tasks;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Functions that are called by plain HTTP instead of through AWS Lambda. The request is the body of Lambda's
 * Invoke, the answer its payload; the header {@code X-Amz-Function-Error} marks the payload as an error.
 */
final class HttpFunctions implements AutoCloseable {
  /** As much as a Lambda function may answer. */
  private static final long MAX_ANSWER_BYTES = 6L * 1024 * 1024;

  private static final int MAX_QUOTED_CHARS = 1_000;
  private static final SdkErrors.Optimized ERRORS = OptimizedAction.LAMBDA_ERRORS;

  /** Where an ARN has a function's name: arn:aws:lambda:region:account:function:name. */
  private static final int ARN_NAME = 6;

  private final Map<String, URI> urls;
  private final HttpClient http = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(SdkClients.CONNECT_TIMEOUT)
      .build();

  HttpFunctions(Map<String, URI> urls) {
    this.urls = urls;
  }

  /**
   * The URL of a function, if it has one.
   *
   * @param function a name, a whole or partial ARN, each with or without a qualifier
   */
  Optional<URI> url(String function) {
    URI exact = urls.get(function);
    return Optional.ofNullable(exact == null ? urls.get(name(function)) : exact);
  }

  /** The name as the state machine's role is asked about it: a part that merely looks like a marker is none. */
  private static String name(String function) {
    String[] parts = function.split(":", -1);
    if (function.startsWith("arn:")) {
      return parts.length > ARN_NAME ? parts[ARN_NAME] : function;
    }
    return parts.length > 2 && parts[1].equals("function") ? parts[2] : parts[0];
  }

  /**
   * Calls a function.
   *
   * @param invocationType {@code RequestResponse}, or {@code Event} for a function that answers before it works
   */
  Outcome<LambdaAnswer> invoke(URI url, String payload, String invocationType, TaskRequest task)
      throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url)
        .timeout(SdkCalls.bounded(task.timeout()))
        .header("Content-Type", "application/json")
        .header("X-Amz-Invocation-Type", invocationType)
        .header("Idempotency-Key", task.idempotencyToken())
        .POST(HttpRequest.BodyPublishers.ofString(payload))
        .build();
    try {
      return answer(http.send(request, HttpResponse.BodyHandlers
          .limiting(HttpResponse.BodyHandlers.ofString(), MAX_ANSWER_BYTES)), task);
    } catch (HttpTimeoutException e) {
      return Outcome.failed(ERRORS.timedOut("The function at " + url + " did not answer in time"));
    } catch (ConnectException e) {
      return Outcome.failed(new StatesError("Lambda.SdkClientException",
          "Unable to execute HTTP request: nothing answers at " + url + reason(e)));
    } catch (IOException e) {
      return Outcome.failed(new StatesError("Lambda.SdkClientException",
          "Unable to execute HTTP request: " + url + reason(e)));
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "" : ": " + e.getMessage();
  }

  private static Outcome<LambdaAnswer> answer(HttpResponse<String> response, TaskRequest task) {
    int status = response.statusCode();
    String requestId = response.headers().firstValue("x-amzn-RequestId")
        .orElse(task.idempotencyToken());
    boolean failed = response.headers().firstValue("X-Amz-Function-Error").isPresent();
    if (!failed && (status < 200 || status > 299)) {
      return Outcome.failed(refused(response, requestId));
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>(
        SdkResults.metadata(response.headers().map(), status, requestId));
    members.put("ExecutedVersion",
        response.headers().firstValue("X-Amz-Executed-Version").orElse("$LATEST"));
    members.put("StatusCode", status);
    return Outcome.ok(new LambdaAnswer(members, response.body(), failed));
  }

  /** Too many requests and faults of the server bear Lambda's names for them, which Retry blocks look for. */
  private static StatesError refused(HttpResponse<String> response, String requestId) {
    int status = response.statusCode();
    String type = status == 429
        ? "TooManyRequestsException"
        : status >= 500 ? "ServiceException" : "AWSLambdaException";
    String body = response.body();
    String message = body.isBlank()
        ? "The function at " + response.uri() + " answered with HTTP status " + status
        : body.substring(0, Math.min(body.length(), MAX_QUOTED_CHARS));
    return new StatesError("Lambda." + type, ERRORS.cause(message, status, type, requestId));
  }

  @Override
  public void close() {
    // Calls that are under way belong to attempts that are no longer wanted.
    http.shutdownNow();
  }
}
