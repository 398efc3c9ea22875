package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.ParkedRun;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executions that cannot be advanced do not stop the others, and people can see why. */
class ParkedTest {
  private static final String WAITING = """
      {"StartAt": "W", "States": {
        "W": {"Type": "Wait", "Seconds": 600, "Next": "P"},
        "P": {"Type": "Pass", "Result": "done", "End": true}}}""";

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final TestEngine engine = new TestEngine();
  private final Worker worker = engine.worker(RecoveryClass.UNKNOWN,
      _ -> new Outcome.Ok<>(Payload.parse("{}")));

  @AfterEach
  void stop() {
    worker.close();
    engine.close();
  }

  @Test
  void aStateThatCannotBeReadParksItsExecutionAloneAndItGoesOnWhenMended() {
    ExecutionKey broken = engine.start(worker, engine.machine(WAITING), "{}");
    ExecutionKey other = engine.start(worker, engine.machine(WAITING), "{}");
    engine.execute("create table kept as select * from run where id = '" + broken.id() + "'");

    engine.execute("update run set state = '\\x636f7272757074', wake_at = now() where id = '"
        + broken.id() + "'");
    worker.nudge();
    await().atMost(LONGEST).until(() -> worker.parked() == 1);

    ParkedRun parked = engine.database.parkedRuns().report(5).first().getFirst();
    assertThat(parked.key()).isEqualTo(broken);
    assertThat(parked.reason()).contains("a newer Pawl");
    assertThat(parked.failures()).isPositive();
    engine.stop(worker, other, "E", "c");
    assertThat(engine.ended(other).status()).isEqualTo(ExecutionStatus.ABORTED);

    engine.execute("update run set state = (select state from kept) where id = '" + broken.id()
        + "'");
    engine.stop(worker, broken, "E", "mended");
    assertThat(engine.ended(broken).cause()).isEqualTo("mended");
    await().atMost(LONGEST).until(() -> engine.count("select count(*) from parked_run") == 0);
    assertThat(worker.parked()).isZero();
  }

  @Test
  void aTaskRowThatCannotBeReadDoesNotKeepTheReaderFromTheOthers() {
    ExecutionKey broken = engine.start(worker, engine.machine(WAITING), "{}");
    ExecutionKey other = engine.start(worker, engine.machine(WAITING), "{}");

    engine.execute("insert into task (shard, id, seq, attempt, kind, request) values ("
        + broken.shard() + ", '" + broken.id() + "', 99, 1, 42, '')");
    engine.execute("update run set wake_at = now()");
    engine.stop(worker, other, "E", "c");

    assertThat(engine.ended(other).status()).isEqualTo(ExecutionStatus.ABORTED);
    await().atMost(LONGEST)
        .until(() -> engine.database.parkedRuns().report(5).count() == 1);
    assertThat(engine.database.parkedRuns().report(5).first().getFirst().reason())
        .contains("no such kind of task: 42");
  }

  @Test
  void aMessageOfAKindThatOnlyANewerPawlKnowsParksItsExecutionAlone() {
    ExecutionKey broken = engine.start(worker, engine.machine(WAITING), "{}");
    ExecutionKey other = engine.start(worker, engine.machine(WAITING), "{}");

    engine.execute("insert into inbox (shard, at, uid, id, kind, body) values (" + broken.shard()
        + ", now(), 1, '" + broken.id() + "', 77, '')");
    engine.stop(worker, other, "E", "c");

    assertThat(engine.ended(other).status()).isEqualTo(ExecutionStatus.ABORTED);
    await().atMost(Duration.ofSeconds(60))
        .until(() -> engine.database.parkedRuns().report(5).count() == 1);
    assertThat(engine.database.parkedRuns().report(5).first().getFirst().reason())
        .contains("a newer Pawl");
  }

  @Test
  void aNoteOfAnEarlierRevisionMeansNothingAndIsCleared() {
    ExecutionKey key = engine.start(worker, engine.machine(WAITING), "{}");
    assertThat(engine.database.parkedRuns().park(key, 1, "r")).isEqualTo(1);
    assertThat(engine.database.parkedRuns().park(key, 1, "r\0")).isEqualTo(2);
    assertThat(engine.database.parkedRuns().report(5).count()).isEqualTo(1);

    engine.execute("update run set rev = rev + 1");

    assertThat(engine.database.parkedRuns().report(5).count()).isZero();
    assertThat(engine.database.parkedRuns().clear()).isEqualTo(1);
  }
}
