package dev.pawl.worker.child;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How the two integrations with {@code startExecution} answer: {@code states} and {@code aws-sdk:sfn}. */
sealed interface StartAnswers {
  /** The answer to a start. */
  Payload started(String arn, Instant startedAt);

  /**
   * A refusal.
   *
   * @param code the API's name of the error, e.g. {@code InvalidArn}
   */
  StatesError error(String code, String message);

  static StartAnswers of(Resource.Service service) {
    return service.service().equals("states") ? new Optimized() : new Generic();
  }

  /** Parameters that do not fit the call: nothing was started. */
  static <T> Outcome<T> unusable(TaskRequest request, String reason) {
    return Outcome.failed(StatesError.runtime("The Parameters '" + request.parameters().text()
        + "' could not be used to start the Task: [" + reason + "]"));
  }

  /** {@code states}: speaks like version 1 of the SDK. */
  record Optimized() implements StartAnswers {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME
        .withZone(ZoneOffset.UTC);
    private static final String TYPE = "application/x-amz-json-1.0";

    @Override
    public Payload started(String arn, Instant startedAt) {
      String requestId = UUID.randomUUID().toString();
      var tree = new LinkedHashMap<String, Object>();
      tree.put("ExecutionArn", arn);
      tree.put("SdkHttpMetadata", http(length(arn, startedAt), requestId, startedAt));
      tree.put("SdkResponseMetadata", Map.of("RequestId", requestId));
      tree.put("StartDate", startedAt.toEpochMilli());
      return Payload.of(tree);
    }

    /** Of the body that the API answers the same start with. */
    private static String length(String arn, Instant startedAt) {
      String body = Json.write(
          Map.of("executionArn", arn, "startDate", startedAt.toEpochMilli() / 1000.0));
      return Integer.toString(body.getBytes(StandardCharsets.UTF_8).length);
    }

    private static Map<String, Object> http(String length, String requestId, Instant at) {
      var headers = new LinkedHashMap<String, String>();
      headers.put("connection", "keep-alive");
      headers.put("Content-Length", length);
      headers.put("Content-Type", TYPE);
      headers.put("Date", HTTP_DATE.format(at));
      headers.put("x-amzn-RequestId", requestId);
      var all = new LinkedHashMap<String, Object>();
      headers.forEach((name, value) -> all.put(name, List.of(value)));
      var http = new LinkedHashMap<String, Object>();
      http.put("AllHttpHeaders", all);
      http.put("HttpHeaders", headers);
      http.put("HttpStatusCode", 200);
      return http;
    }

    @Override
    public StatesError error(String code, String message) {
      return new StatesError("StepFunctions." + code + "Exception",
          message + " (Service: AWSStepFunctions; Status Code: 400; Error Code: " + code
              + "; Request ID: " + UUID.randomUUID() + "; Proxy: null)");
    }
  }

  /** {@code aws-sdk:sfn}: speaks like version 2 of the SDK. */
  record Generic() implements StartAnswers {
    @Override
    public Payload started(String arn, Instant startedAt) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("ExecutionArn", arn);
      tree.put("StartDate", startedAt.toString());
      return Payload.of(tree);
    }

    @Override
    public StatesError error(String code, String message) {
      return new StatesError("Sfn." + code + "Exception", message
          + " (Service: Sfn, Status Code: 400, Request ID: " + UUID.randomUUID()
          + ") (SDK Attempt Count: 1)");
    }
  }
}
