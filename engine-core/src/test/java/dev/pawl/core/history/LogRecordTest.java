package dev.pawl.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LogRecordTest {
  private static final String ARN = "arn:aws:states:us-east-1:111111111111:express:orders:first:1";
  private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_123L);

  @Test
  void numbersAreTextsAndAnExpressExecutionHasItsOwnArn() {
    HistoryEvent event = new HistoryEvent(4, 3, AT, HistoryEventType.ExecutionSucceeded,
        new EventDetails.Output(Payload.ofText("{\"a\":1}")));

    assertThat(LogRecord.of(event, ARN, 0, true)).isEqualTo(Map.of(
        "id", "4", "type", "ExecutionSucceeded", "details",
        Map.of("output", "{\"a\":1}", "outputDetails", Map.of("truncated", false)),
        "previous_event_id", "3", "event_timestamp", "1700000000123", "execution_arn", ARN,
        "redrive_count", "0"));
  }

  @Test
  void withoutExecutionDataNamesAndRolesAndErrorsStay() {
    assertThat(details(HistoryEventType.ExecutionStarted,
        new EventDetails.ExecutionStarted(Payload.ofText("1"), "role", null, null), false))
        .isEqualTo(Map.of("roleArn", "role"));
    assertThat(details(HistoryEventType.PassStateEntered,
        new EventDetails.StateEntered("P", Payload.ofText("1")), false))
        .isEqualTo(Map.of("name", "P"));
    assertThat(details(HistoryEventType.PassStateExited,
        new EventDetails.StateExited("P", Payload.ofText("1"), Map.of("v", Payload.ofText("2"))),
        false)).isEqualTo(Map.of("name", "P"));
    assertThat(details(HistoryEventType.ExecutionFailed,
        new EventDetails.Failure("Bad", "luck"), false))
        .isEqualTo(Map.of("error", "Bad", "cause", "luck"));
    assertThat(details(HistoryEventType.MapIterationStarted,
        new EventDetails.MapIteration("M", 2), false)).isEqualTo(Map.of("name", "M", "index", 2));
    assertThat(details(HistoryEventType.MapStateStarted, new EventDetails.MapStateStarted(3),
        false)).isEqualTo(Map.of("length", 3));
    assertThat(details(HistoryEventType.ExecutionSucceeded,
        new EventDetails.Output(Payload.ofText("1")), false)).isEqualTo(Map.of());
  }

  @Test
  void dataThatIsTooLongOnceEscapedIsCut() {
    String quotes = "\"" + "\\\"".repeat(80_000) + "\"";

    Map<?, ?> details = details(HistoryEventType.ExecutionSucceeded,
        new EventDetails.Output(Payload.ofText(quotes)), true);

    assertThat(details.get("outputDetails")).isEqualTo(Map.of("truncated", true));
    assertThat(quotes.startsWith(String.valueOf(details.get("output")))).isTrue();
    // Quotes and backslashes take two characters inside a JSON string.
    assertThat(String.valueOf(details.get("output")).length()).isEqualTo(LogRecord.MOST_DATA / 2);
  }

  @Test
  void aCutNeverLeavesHalfACharacter() {
    String faces = "\"a" + "\uD83D\uDE00".repeat(130_000) + "\"";

    Map<?, ?> details = details(HistoryEventType.ExecutionSucceeded,
        new EventDetails.Output(Payload.ofText(faces)), true);

    String shown = String.valueOf(details.get("output"));
    assertThat(shown).hasSizeGreaterThan(250_000);
    assertThat(Character.isHighSurrogate(shown.charAt(shown.length() - 1))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(HistoryEventType.class)
  void everyTypeIsLoggedAtAllAndNoneWhenOff(HistoryEventType type) {
    assertThat(LogLevel.ALL.logs(type)).isTrue();
    assertThat(LogLevel.OFF.logs(type)).isFalse();
  }

  @Test
  void fatalIsOnlyTheUnhappyEnd() {
    assertThat(logged(LogLevel.FATAL))
        .containsExactlyInAnyOrder("ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut");
  }

  @Test
  void errorIsEveryFailureInsideToo() {
    Set<String> named = Arrays.stream(HistoryEventType.values()).map(Enum::name)
        .filter(name -> name.matches(".*(Failed|TimedOut|Aborted)|FailStateEntered"))
        .collect(Collectors.toSet());

    assertThat(logged(LogLevel.ERROR)).isEqualTo(named);
  }

  private static Set<String> logged(LogLevel level) {
    return Arrays.stream(HistoryEventType.values()).filter(level::logs).map(Enum::name)
        .collect(Collectors.toSet());
  }

  private static Map<?, ?> details(HistoryEventType type, EventDetails details,
      boolean includeData) {
    Object shown = LogRecord.of(new HistoryEvent(1, 0, AT, type, details), ARN, 0, includeData)
        .get("details");
    return (Map<?, ?>) Objects.requireNonNull(shown);
  }
}
