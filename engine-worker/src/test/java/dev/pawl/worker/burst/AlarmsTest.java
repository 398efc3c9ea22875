package dev.pawl.worker.burst;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AlarmsTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration NONE = Duration.ZERO;

  private Instant now = START;
  private final Alarms alarms = new Alarms(() -> now);

  @Test
  void anAlarmRingsOnceItIsDue() throws InterruptedException {
    alarms.at(START.plusMillis(10));

    assertThat(alarms.await(NONE)).isFalse();
    now = START.plusMillis(10);
    assertThat(alarms.await(NONE)).isTrue();
    assertThat(alarms.await(NONE)).isFalse();
  }

  @Test
  void anAlarmNeverRingsBeforeItsTime() throws InterruptedException {
    alarms.at(START.plusNanos(10_400_000));

    now = START.plusMillis(10);
    assertThat(alarms.await(NONE)).isFalse();
    now = START.plusMillis(11);
    assertThat(alarms.await(NONE)).isTrue();
  }

  @Test
  void alarmsFarAwayDoNotKeepNearOnesOut() throws InterruptedException {
    for (int i = 0; i < 150_000; i++) {
      alarms.at(START.plus(Duration.ofDays(365)).plusMillis(i));
    }
    alarms.at(START.plusMillis(10));

    now = START.plusMillis(10);
    assertThat(alarms.await(NONE)).isTrue();
  }

  @Test
  void aNudgeEndsTheNextWaitOnly() throws InterruptedException {
    alarms.nudge();

    assertThat(alarms.await(Duration.ofDays(1))).isTrue();
    assertThat(alarms.await(NONE)).isFalse();
  }
}
