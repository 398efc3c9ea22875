package dev.pawl.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  private static final TestDatabase DB = TestDatabase.create();
  private static final Rehearsal REHEARSAL = Rehearsal.open(DB.settings());

  @AfterAll
  static void close() {
    REHEARSAL.close();
    DB.close();
  }

  @Test
  void timePassesForTheClockAndForTheStatementsAlike() {
    Instant before = REHEARSAL.database().clock().now();

    REHEARSAL.pass(Duration.ofDays(400));

    assertThat(REHEARSAL.database().clock().now()).isAfter(before.plus(Duration.ofDays(400)));
    assertThat(REHEARSAL.database().nodes().live()).isEmpty();
  }

  @Test
  void leasesAndNodesStayInRealTime() {
    UUID node = UUID.randomUUID();
    REHEARSAL.database().nodes().register(node, "test");
    int held = REHEARSAL.database().shardLeases().takeAll(node).size();

    REHEARSAL.pass(Duration.ofDays(1));

    assertThat(REHEARSAL.database().nodes().live()).contains(node);
    assertThat(REHEARSAL.database().shardLeases().take(node)).isEmpty();
    assertThat(held).isEqualTo(256);
    REHEARSAL.database().nodes().leave(node);
  }
}
