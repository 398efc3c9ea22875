package dev.pawl.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When schedules fire. */
final class ScheduleTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:30Z");

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      rate(1 minute)            | 2026-03-01T12:00:30Z | 2026-03-01T12:01:30Z
      rate(5 minutes)           | 2026-03-01T12:11:00Z | 2026-03-01T12:15:30Z
      rate(5 minutes)           | 2026-03-01T12:05:30Z | 2026-03-01T12:10:30Z
      rate(2 hours)             | 2026-03-03T00:00:00Z | 2026-03-03T00:00:30Z
      rate(1 day)               | 2026-03-09T13:00:00Z | 2026-03-10T12:00:30Z
      cron(0 10 * * ? *)        | 2026-03-01T12:00:00Z | 2026-03-02T10:00:00Z
      cron(15 12 * * ? *)       | 2026-03-01T12:00:00Z | 2026-03-01T12:15:00Z
      cron(0 18 ? * MON-FRI *)  | 2026-02-28T12:00:00Z | 2026-03-02T18:00:00Z
      cron(0 8 1 * ? *)         | 2026-03-01T12:00:00Z | 2026-04-01T08:00:00Z
      cron(0/15 * * * ? *)      | 2026-03-01T12:50:00Z | 2026-03-01T13:00:00Z
      cron(0 12 ? * 1 *)        | 2026-03-02T00:00:00Z | 2026-03-08T12:00:00Z
      cron(0 12 ? * 6#3 *)      | 2026-03-02T00:00:00Z | 2026-03-20T12:00:00Z
      cron(0 12 L * ? *)        | 2026-03-02T00:00:00Z | 2026-03-31T12:00:00Z
      cron(0 12 ? * 6L *)       | 2026-03-02T00:00:00Z | 2026-03-27T12:00:00Z
      cron(0 12 29 2 ? *)       | 2026-03-02T00:00:00Z | 2028-02-29T12:00:00Z
      cron(0 0 1 1 ? 2030-2032) | 2026-03-02T00:00:00Z | 2030-01-01T00:00:00Z
      at(2026-04-01T00:00:00)   | 2026-03-02T00:00:00Z | 2026-04-01T00:00:00Z
      """)
  void next(String expression, Instant after, Instant expected) {
    assertThat(Schedule.parse(expression).next(after, BEGIN, ZoneOffset.UTC)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"at(2026-01-01T00:00:00)", "cron(0 0 1 1 ? 2020)",
      "cron(0 12 30 2 ? *)"})
  void whatIsOverNeverFires(String expression) {
    assertThat(Schedule.parse(expression).next(BEGIN, BEGIN, ZoneOffset.UTC)).isEmpty();
  }

  @Test
  void hoursAreThoseOfTheZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Schedule nine = Schedule.parse("cron(0 9 * * ? *)");
    assertThat(nine.next(Instant.parse("2026-03-27T12:00:00Z"), BEGIN, berlin))
        .contains(Instant.parse("2026-03-28T08:00:00Z"));
    assertThat(nine.next(Instant.parse("2026-03-28T12:00:00Z"), BEGIN, berlin))
        .contains(Instant.parse("2026-03-29T07:00:00Z"));
    assertThat(Schedule.parse("at(2026-07-01T09:00:00)").next(BEGIN, BEGIN, berlin))
        .contains(Instant.parse("2026-07-01T07:00:00Z"));
  }

  @Test
  void anHourThatIsLeftOutDoesNotStopTheClock() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Schedule half = Schedule.parse("cron(30 2 * * ? *)");
    Instant after = Instant.parse("2026-03-28T12:00:00Z");
    assertThat(half.next(after, BEGIN, berlin)).get()
        .satisfies(time -> assertThat(time).isAfter(after)
            .isBefore(Instant.parse("2026-03-30T12:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rate", "rate()", "rate(0 minutes)", "rate(1 minutes)",
      "rate(5 minute)", "rate(5 seconds)", "rate(-1 day)", "cron()", "cron(* * * * *)",
      "cron(0 12 * * * *)", "cron(60 12 * * ? *)", "cron(0 25 * * ? *)", "cron(0 12 32 * ? *)",
      "cron(0 12 * 13 ? *)", "cron(0 12 ? * 8 *)", "cron(0 12 * * ? 1969)", "at(tomorrow)",
      "at(2026-02-30T00:00:00)", "rate(5 minutes) ", "every(5 minutes)",
      "rate(9999999999999 days)", "cron(a b c d e f)"})
  void others(String expression) {
    assertThatThrownBy(() -> Schedule.parse(expression))
        .isInstanceOf(InvalidTriggerException.class)
        .hasMessageStartingWith("Parameter ScheduleExpression is not valid");
  }
}
