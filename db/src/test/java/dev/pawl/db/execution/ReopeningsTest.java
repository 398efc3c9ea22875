package dev.pawl.db.execution;

import static dev.pawl.db.execution.Fixture.bytes;
import static dev.pawl.db.execution.Fixture.events;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A closed execution becomes an open one as a whole, once. */
final class ReopeningsTest {
  private static final Fixture DB = Fixture.create();
  private static final Instant NOW = Instant.parse("2026-11-22T11:00:00.250Z");

  @AfterAll
  static void close() {
    DB.test().close();
  }

  @Test
  void aReopenedExecutionRunsAgainAndIsDue() {
    ExecutionKey key = failed();

    boolean reopened = DB.database().reopenings().reopen(reopening(key, 0, NOW));

    assertThat(reopened).isTrue();
    ExecutionRow row = DB.database().executions().find(key).orElseThrow();
    assertThat(row.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(row.stoppedAt()).isNull();
    assertThat(row.error()).isNull();
    assertThat(row.cause()).isNull();
    assertThat(row.redrives()).isEqualTo(new RedriveState(1, NOW));
    assertThat(row.redriveTokens()).isEqualTo("1 a");
    assertThat(DB.load(key).redrives()).isEqualTo(new RedriveState(1, NOW));
    assertThat(DB.load(key).wakeAt()).isEqualTo(NOW);
    assertThat(DB.database().histories().lastEvent(key)).isEqualTo(3);
  }

  @Test
  void ofManyAtOnceOneWins() {
    ExecutionKey key = failed();

    List<CompletableFuture<Boolean>> rivals = IntStream.range(0, 4)
        .mapToObj(_ -> CompletableFuture
            .supplyAsync(() -> DB.database().reopenings().reopen(reopening(key, 0, NOW))))
        .toList();

    assertThat(rivals.stream().filter(CompletableFuture::join)).hasSize(1);
    assertThat(DB.load(key).redrives().count()).isEqualTo(1);
  }

  @Test
  void oneThatRunsOrHasSucceededOrWasRedrivenMeanwhileIsLeftAlone() {
    ExecutionKey open = DB.started();
    ExecutionKey succeeded = DB.started();
    DB.commit(Burst.of(succeeded, 1, Fixture.succeeded()));
    ExecutionKey redriven = failed();
    DB.database().reopenings().reopen(reopening(redriven, 0, NOW));
    fail(redriven, DB.load(redriven).rev(), 4);

    assertThat(DB.database().reopenings().reopen(reopening(open, 0, NOW))).isFalse();
    assertThat(DB.database().reopenings().reopen(reopening(succeeded, 0, NOW))).isFalse();
    assertThat(DB.database().reopenings().reopen(reopening(redriven, 0, NOW))).isFalse();
    assertThat(DB.isOpen(redriven)).isFalse();
  }

  @Test
  void aCommitFromBeforeTheRedriveNeverFits() {
    ExecutionKey key = failed();
    DB.database().reopenings().reopen(reopening(key, 0, NOW));

    for (long stale = 1; stale < 9; stale++) {
      assertThat(DB.commit(Burst.of(key, stale, Fixture.succeeded())))
          .isEqualTo(new CommitOutcome.Conflict());
    }
    assertThat(DB.commit(Burst.of(key, DB.load(key).rev(), Fixture.succeeded())))
        .isInstanceOf(CommitOutcome.Committed.class);
  }

  @Test
  void anOrderToStopThatCameTooLateDoesNotStopTheRedrivenExecution() {
    ExecutionKey key = failed();
    ExecutionKey other = DB.started();
    DB.database().inbox().send(key, MessageKind.STOP, bytes("stop"));
    DB.database().inbox().send(other, MessageKind.STOP, bytes("stop"));

    DB.database().reopenings().reopen(reopening(key, 0, NOW));

    assertThat(DB.load(key).messages()).isEmpty();
    assertThat(DB.load(other).messages()).hasSize(1);
  }

  @Test
  void listsTellTheRedrivenFromTheOthers() {
    ExecutionKey key = failed();
    DB.database().reopenings().reopen(reopening(key, 0, NOW));
    Executions executions = DB.database().executions();

    var redriven = executions.list(DB.machine(), Optional.empty(), Optional.of(true), 100,
        Optional.empty());
    var others = executions.list(DB.machine(), Optional.empty(), Optional.of(false), 100,
        Optional.empty());

    assertThat(redriven).extracting(ExecutionSummary::key).contains(key);
    assertThat(redriven).allMatch(row -> row.redrives().count() > 0);
    assertThat(others).allMatch(row -> row.redrives().count() == 0);
  }

  private static ExecutionKey failed() {
    ExecutionKey key = DB.started();
    fail(key, 1, 2);
    return key;
  }

  private static void fail(ExecutionKey key, long rev, int event) {
    Closing closing = Closing.failed(ExecutionStatus.FAILED, "E", "why", NOW);
    CommitOutcome outcome = DB
        .commit(Burst.of(key, rev, closing).withHistory(events(event, event)));
    assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
  }

  private static Reopening reopening(ExecutionKey key, int redrives, Instant at) {
    return new Reopening(key, ExecutionStatus.FAILED, redrives, at, "1 a",
        new OpenRun(bytes("state"), 4, at), events(3, 3));
  }
}
