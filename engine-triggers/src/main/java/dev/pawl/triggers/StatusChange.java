package dev.pawl.triggers;

import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a bus is told when the status of an execution changes (reference: history-events, section 5). */
public final class StatusChange {
  public static final String SOURCE = "aws.states";
  public static final String DETAIL_TYPE = "Step Functions Execution Status Change";

  /** Of input and output together, as they stand in the event; beyond it the input is left out, then the output. */
  private static final int MOST_DATA_BYTES = 248 * 1_024;

  private StatusChange() {}

  /** Whether an event of a history is one. */
  public static boolean isOne(HistoryEvent event) {
    return status(event).isPresent();
  }

  /**
   * The event of the bus; empty where the status stays as it was.
   *
   * @param withData false where input, output and cause may not leave the execution
   */
  public static Optional<Map<String, @Nullable Object>> of(Execution execution, HistoryEvent event,
      boolean withData) {
    return status(event).map(status -> Event.of(id(execution, event), SOURCE, DETAIL_TYPE,
        execution.account(), execution.region(),
        event.timestamp().truncatedTo(ChronoUnit.SECONDS),
        List.of(execution.arn()), detail(execution, event, status, withData)));
  }

  private static String id(Execution execution, HistoryEvent event) {
    return UUID.nameUUIDFromBytes(
        (execution.id() + ":" + event.id()).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static Optional<String> status(HistoryEvent event) {
    return switch (event.type()) {
      case ExecutionStarted, ExecutionRedriven -> Optional.of("RUNNING");
      case ExecutionSucceeded -> Optional.of("SUCCEEDED");
      case ExecutionFailed -> Optional.of("FAILED");
      case ExecutionTimedOut -> Optional.of("TIMED_OUT");
      case ExecutionAborted -> Optional.of("ABORTED");
      default -> Optional.empty();
    };
  }

  private static Map<String, @Nullable Object> detail(Execution execution, HistoryEvent event,
      String status, boolean withData) {
    String output = event.details() instanceof EventDetails.Output given
        ? given.output().text()
        : null;
    String input = execution.input().text();
    boolean withInput = withData && bytes(input) + bytes(output) <= MOST_DATA_BYTES;
    boolean withOutput = withData && bytes(output) <= MOST_DATA_BYTES;
    boolean isRunning = status.equals("RUNNING");
    Map<String, @Nullable Object> detail = new LinkedHashMap<>();
    detail.put("executionArn", execution.arn());
    detail.put("stateMachineArn", execution.stateMachineArn());
    detail.put("stateMachineVersionArn",
        execution.by().versionArn(execution.stateMachineArn()).orElse(null));
    detail.put("stateMachineAliasArn",
        execution.by().aliasArn(execution.stateMachineArn()).orElse(null));
    detail.put("name", execution.name());
    detail.put("status", status);
    detail.put("startDate", execution.startedAt().toEpochMilli());
    detail.put("stopDate", isRunning ? null : event.timestamp().toEpochMilli());
    detail.put("input", withInput ? input : null);
    detail.put("inputDetails", Map.of("included", withInput));
    detail.put("output", withOutput ? output : null);
    detail.put("outputDetails", output == null ? null : Map.of("included", withOutput));
    Instant redriven = execution.redrives().lastAt();
    detail.put("redriveCount", execution.redrives().count());
    detail.put("redriveDate", redriven == null ? null : redriven.toEpochMilli());
    EventDetails.Failure failure = event.details() instanceof EventDetails.Failure given
        ? given
        : new EventDetails.Failure(null, null);
    detail.put("error", failure.error());
    detail.put("cause", withData ? failure.cause() : null);
    return detail;
  }

  private static int bytes(@Nullable String text) {
    return text == null ? 0 : Json.write(text).getBytes(StandardCharsets.UTF_8).length;
  }
}
