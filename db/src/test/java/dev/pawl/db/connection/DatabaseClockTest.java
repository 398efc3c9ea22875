package dev.pawl.db.connection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DatabaseClockTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void clocksAMinuteApartAreAcceptedAndMoreIsRefused() {
    assertThatCode(() -> DatabaseClock.check(NOW, NOW.plusSeconds(60))).doesNotThrowAnyException();
    assertThatExceptionOfType(ClockSkewException.class)
        .isThrownBy(() -> DatabaseClock.check(NOW, NOW.plusSeconds(61)))
        .withMessageContaining("60 s apart");
    assertThatExceptionOfType(ClockSkewException.class)
        .isThrownBy(() -> DatabaseClock.check(NOW, NOW.minusSeconds(61)));
  }
}
