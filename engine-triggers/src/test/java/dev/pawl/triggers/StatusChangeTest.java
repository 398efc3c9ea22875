package dev.pawl.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusChangeTest {
  private static final Instant BEGUN = Instant.parse("2026-01-02T03:04:05.006Z");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:06.007Z");

  private static Execution execution(String input) {
    return new Execution(new UUID(1, 2), 0,
        "arn:aws:states:us-east-1:123456789012:execution:m:e", "e",
        "arn:aws:iam::123456789012:role/r",
        "arn:aws:states:us-east-1:123456789012:stateMachine:m", "m", "us-east-1",
        Payload.ofText(input), BEGUN, ExecutionKind.STANDARD);
  }

  private static HistoryEvent event(HistoryEventType type, EventDetails details) {
    return new HistoryEvent(7, 6, NOW, type, details);
  }

  private static Map<?, ?> detail(String input, HistoryEvent event, boolean withData) {
    Map<String, @Nullable Object> told = StatusChange.of(execution(input), event, withData)
        .orElseThrow();
    assertThat(told).containsEntry("source", "aws.states").containsEntry("version", "0")
        .containsEntry("detail-type", "Step Functions Execution Status Change")
        .containsEntry("account", "123456789012").containsEntry("region", "us-east-1")
        .containsEntry("time", "2026-01-02T03:04:06Z");
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(Json.write(told.get("detail"))));
  }

  private static HistoryEvent succeeded(String output) {
    return event(HistoryEventType.ExecutionSucceeded,
        new EventDetails.Output(Payload.ofText(output)));
  }

  @Test
  void tellsOfABeginning() {
    Map<?, ?> detail = detail("{\"a\": 1}", event(HistoryEventType.ExecutionStarted,
        new EventDetails.ExecutionStarted(Payload.ofText("{}"), "r", null, null)), true);
    assertThat(detail.get("status")).isEqualTo("RUNNING");
    assertThat(String.valueOf(detail.get("startDate")))
        .isEqualTo(Long.toString(BEGUN.toEpochMilli()));
    assertThat(detail.get("stopDate")).isNull();
    assertThat(detail.get("input")).isEqualTo("{\"a\": 1}");
    assertThat(detail.get("outputDetails")).isNull();
  }

  @Test
  void tellsOfAnEnd() {
    Map<?, ?> detail = detail("{}", succeeded("[1]"), true);
    assertThat(detail.get("status")).isEqualTo("SUCCEEDED");
    assertThat(String.valueOf(detail.get("stopDate"))).isEqualTo(Long.toString(NOW.toEpochMilli()));
    assertThat(detail.get("output")).isEqualTo("[1]");
    assertThat(detail.get("outputDetails")).isEqualTo(Map.of("included", true));
  }

  @Test
  void tellsOfAFailure() {
    Map<?, ?> detail = detail("{}", event(HistoryEventType.ExecutionTimedOut,
        new EventDetails.Failure("States.Timeout", "late")), true);
    assertThat(detail.get("status")).isEqualTo("TIMED_OUT");
    assertThat(detail.get("error")).isEqualTo("States.Timeout");
    assertThat(detail.get("cause")).isEqualTo("late");
    assertThat(detail.get("output")).isNull();
  }

  @Test
  void leavesOutFirstTheInputAndThenTheOutputWhereTheyAreTooLong() {
    String half = '"' + "x".repeat(130_000) + '"';
    Map<?, ?> both = detail(half, succeeded(half), true);
    assertThat(both.get("input")).isNull();
    assertThat(both.get("inputDetails")).isEqualTo(Map.of("included", false));
    assertThat(both.get("output")).isEqualTo(half);
    Map<?, ?> quotes = detail("{}", succeeded('"' + "\\\"".repeat(100_000) + '"'), true);
    assertThat(quotes.get("output")).isNull();
    assertThat(quotes.get("outputDetails")).isEqualTo(Map.of("included", false));
  }

  @Test
  void tellsNoDataThatAreSealed() {
    String text = detail("{\"secret\": 1}", succeeded("{\"secret\": 2}"), false).toString()
        + detail("{\"secret\": 1}", event(HistoryEventType.ExecutionFailed,
            new EventDetails.Failure("E", "secret")), false);
    assertThat(text).doesNotContain("secret").contains("error=E");
  }

  @Test
  void isSilentWhereTheStatusStays() {
    assertThat(StatusChange.of(execution("{}"), event(HistoryEventType.PassStateExited,
        new EventDetails.StateExited("A", Payload.NULL, null)), true)).isEmpty();
  }
}
