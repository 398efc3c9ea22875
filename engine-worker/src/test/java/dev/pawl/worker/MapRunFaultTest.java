package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.MapRunCounts;
import dev.pawl.db.execution.MapRunRow;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.ParkedRun;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.ObjectStoreException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Map runs whose node dies or loses what it knows, and Map runs that cannot go on. */
class MapRunFaultTest {
  private static final String WAIT = "\"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 900, \"End\": true}}";
  private static final String TASK = "\"T\", \"States\": {\"T\": {\"Type\": \"Task\","
      + " \"Resource\": \"arn:aws:states:::lambda:invoke\","
      + " \"Parameters\": {\"FunctionName\": \"f\", \"Payload.$\": \"$\"}, \"End\": true}}";
  private static final String READER = ", \"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:getObject\","
      + " \"ReaderConfig\": {\"InputType\": \"JSONL\"},"
      + " \"Parameters\": {\"Bucket\": \"b\", \"Key\": \"items\"}}";
  private static final String RUNNING = "select count(*) from execution where status = 'RUNNING'";

  private final TestEngine engine = new TestEngine();

  @AfterEach
  void stop() {
    engine.close();
  }

  /** As if the node had died after it had started children 0 to 3 of ten, and before it had written that. */
  private ExecutionKey diedInTheMiddleOfABlock() {
    Worker first = echo();
    ExecutionKey key = engine.start(first,
        engine.machine(DistributedMaps.map("STANDARD", WAIT, "")), DistributedMaps.numbers(10));
    await().until(() -> engine.count(RUNNING) == 11);
    await().until(() -> engine.count("select count(*) from run where wake_at is null") == 1);
    first.crash();
    ExecutionKey mapRun = mapRun(key).key();
    engine.execute("delete from node");
    for (String table : List.of("run", "history")) {
      engine.execute("""
          delete from %s t using execution e where t.id = e.id and t.shard = e.shard
            and e.parent is not null and get_byte(e.parent, 21) >= 4""".formatted(table));
    }
    engine.execute(
        "delete from execution e where e.parent is not null and get_byte(e.parent, 21) >= 4");
    engine.execute("""
        update run set rev = rev + 1, wake_at = now(), state = convert_to(
          '{"nextChild":0,"nextItem":0,"total":10,"executions":[0,0,0,0],"items":[0,0,0,0],"block":[10,10,0,0]}',
          'UTF8') where id = '%s'""".formatted(mapRun.id()));
    assertThat(engine.count(RUNNING)).isEqualTo(5);
    return key;
  }

  @Test
  void childrenThatADeadNodeHadOnlyAnnouncedAreStarted() {
    ExecutionKey key = diedInTheMiddleOfABlock();
    try (Worker second = echo()) {
      second.nudge();

      await().until(() -> engine.count(RUNNING) == 11);
      await().until(() -> mapRun(key).counts().executions().running() == 10);
      engine.stop(second, key, "E", "C");
      await().until(() -> mapRun(key).status().equals("ABORTED"));
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(10, 0, 0, 0, 0, 0, 10, 10));
      assertThat(engine.count("select count(*) from run")).isZero();
    }
  }

  @Test
  void aStoppedMapRunStopsTheChildrenThatADeadNodeHadOnlyAnnounced() {
    ExecutionKey key = diedInTheMiddleOfABlock();
    engine.database.inbox().send(mapRun(key).key(), MessageKind.STOP,
        StoredAnswer.failure(null, null));
    try (Worker second = echo()) {
      second.nudge();

      await().until(() -> mapRun(key).status().equals("ABORTED"));
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(10, 6, 0, 0, 0, 0, 4, 4));
      await().until(() -> engine.count(RUNNING + " and parent is not null") == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void eachChildIsCountedOnceHoweverOftenItsNodeLosesItsMemory(String type) {
    var calls = new AtomicInteger();
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      int call = calls.incrementAndGet();
      if (call % 40 == 0) {
        engine.execute("update run r set rev = r.rev + 1 from map_run m where r.id = m.id");
      }
      return Outcome.ok(Payload.parse(TestEngine.parameter(request, "Payload")));
    })) {
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map(type, TASK, ", \"MaxConcurrency\": 20"),
          DistributedMaps.numbers(300));

      assertThat(TestEngine.output(row)).isEqualTo(DistributedMaps.numbers(300));
      assertThat(mapRun(row.key()).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(300, 0, 0, 300, 0, 0, 0, 300));
      await().until(() -> engine.count("select count(*) from map_item") == 0);
    }
  }

  @Test
  void expressChildrenOfADeadNodeCountOnceWhereTheMapRunIsStopped() {
    var hang = new CountDownLatch(1);
    var done = new AtomicInteger();
    Worker first = engine.worker(RecoveryClass.RESEND, request -> {
      if (Integer.parseInt(TestEngine.parameter(request, "Payload")) >= 20) {
        hang.await();
      }
      done.incrementAndGet();
      return Outcome.ok(Payload.parse("1"));
    });
    ExecutionKey key = engine.start(first,
        engine.machine(DistributedMaps.map("EXPRESS", TASK, ", \"MaxConcurrency\": 30")),
        DistributedMaps.numbers(100));
    await().until(() -> mapRun(key).counts().executions().succeeded() == 20);
    first.crash();
    engine.execute("delete from node");
    engine.database.inbox().send(mapRun(key).key(), MessageKind.STOP,
        StoredAnswer.failure(null, null));
    try (Worker second = echo()) {
      second.nudge();

      await().until(() -> mapRun(key).status().equals("ABORTED"));
      MapRunCounts.Tally counts = mapRun(key).counts().executions();
      assertThat(counts.succeeded()).isEqualTo(20);
      assertThat(counts.running()).isZero();
      assertThat(counts.succeeded() + counts.aborted() + counts.pending()).isEqualTo(100);
    } finally {
      hang.countDown();
    }
  }

  @Test
  void oneMapRunTakesNoMoreThanAThousandExpressExecutionsOfANode() {
    var hang = new CountDownLatch(1);
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      hang.await();
      return Outcome.ok(Payload.parse("1"));
    })) {
      ExecutionKey key = engine.start(worker,
          engine.machine(DistributedMaps.map("EXPRESS", TASK, "")),
          DistributedMaps.numbers(1_300));

      await().until(() -> mapRun(key).counts().executions().running() == 1_000);
      assertThat(worker.callsUnderWay()).isLessThanOrEqualTo(1_000);
      hang.countDown();
      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    } finally {
      hang.countDown();
    }
  }

  @Test
  void aChildThatIsNoLongerKeptFailsTheMapRun() {
    var hang = new CountDownLatch(1);
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      if (TestEngine.parameter(request, "Payload").equals("1")) {
        hang.await();
      }
      return Outcome.ok(Payload.parse("1"));
    })) {
      ExecutionKey key = engine.start(worker,
          engine.machine(DistributedMaps.map("STANDARD", TASK, "")),
          DistributedMaps.numbers(2));
      await().until(
          () -> engine.count("select count(*) from execution where status = 'SUCCEEDED'") == 1);
      engine.execute("delete from execution where status = 'SUCCEEDED'");
      hang.countDown();

      ExecutionRow row = engine.ended(key);
      assertThat(row.error()).isEqualTo("States.Runtime");
      assertThat(row.cause()).startsWith("The execution 'arn:").endsWith("is no longer kept.");
    } finally {
      hang.countDown();
    }
  }

  @Test
  void aSourceThatHasChangedFailsTheMapRunOfADeadNode() {
    var objects = new ChangingObject();
    engine.objects = objects;
    objects.content = lines(30);
    var hang = new CountDownLatch(1);
    Worker first = engine.worker(RecoveryClass.RESEND, request -> {
      hang.await();
      return Outcome.ok(Payload.parse("1"));
    });
    ExecutionKey key = engine.start(first,
        engine.machine(DistributedMaps.map("STANDARD", TASK, READER + ", \"MaxConcurrency\": 10")),
        "{}");
    await().until(() -> mapRun(key).counts().executions().running() == 10);
    first.crash();
    engine.execute("delete from node");
    objects.content = lines(31);
    try (Worker second = engine.worker(RecoveryClass.RESEND,
        request -> Outcome.ok(Payload.parse("1")))) {
      second.nudge();

      ExecutionRow row = engine.ended(key);
      assertThat(row.error()).isEqualTo("States.ItemReaderFailed");
      assertThat(row.cause()).isEqualTo("The object has changed.");
    } finally {
      hang.countDown();
    }
  }

  @Test
  void aMapRunThatCannotBeReadIsListedAsParked() {
    try (Worker worker = echo()) {
      ExecutionKey key = engine.start(worker,
          engine.machine(DistributedMaps.map("STANDARD", WAIT, "")), "[1]");
      await().until(() -> engine.count(RUNNING) == 2);
      ExecutionKey mapRun = mapRun(key).key();
      await().until(() -> engine.count("select count(*) from run where wake_at is null") == 1);
      engine.execute(
          "update run set state = 'x', wake_at = now(), rev = rev + 1 where id = '%s'"
              .formatted(mapRun.id()));
      worker.nudge();

      await().until(() -> worker.parked() == 1);
      List<ParkedRun> parked = engine.database.parkedRuns().report(10).first();
      assertThat(parked).extracting(ParkedRun::key).containsExactly(mapRun);
      assertThat(parked.getFirst().label()).isPresent();
      assertThat(parked.getFirst().name()).isEqualTo(mapRun.id().toString());
    }
  }

  @Test
  void manyMessagesToAMapRunThatStandsStillDoNotHideThoseOfOthers() {
    try (Worker worker = echo()) {
      ExecutionKey key = engine.start(worker,
          engine.machine(DistributedMaps.map("STANDARD", WAIT, "")), "[1]");
      await().until(() -> engine.count("select count(*) from run where wake_at is null") == 1);
      ExecutionKey mapRun = mapRun(key).key();
      UUID waiting = engine.machine("{\"StartAt\": " + WAIT + "}");
      ExecutionKey other = engine.start(worker, waiting, "1");
      while (other.shard() != mapRun.shard()) {
        other = engine.start(worker, waiting, "1");
      }
      engine.execute("update run set state = 'x', rev = rev + 1 where id = '%s'"
          .formatted(mapRun.id()));
      engine.execute("""
          insert into inbox (shard, at, uid, id, kind, body)
          select %d, now(), n, '%s', 3, '' from generate_series(1, 3000) n
          """.formatted(mapRun.shard(), mapRun.id()));
      await().until(() -> worker.parked() == 1);

      engine.stop(worker, other, "E", "C");

      assertThat(engine.ended(other).status()).isEqualTo(ExecutionStatus.ABORTED);
    }
  }

  @Test
  void failuresOfExpressChildrenCountOnceWhereTheyEndTheMapRun() {
    try (Worker worker = engine.worker(RecoveryClass.RESEND,
        request -> Outcome.failed(new StatesError("Broken", null)))) {
      ExecutionRow row = engine.run(worker, DistributedMaps.map("EXPRESS", TASK, ""),
          DistributedMaps.numbers(700));

      assertThat(row.error()).isEqualTo("States.ExceedToleratedFailureThreshold");
      MapRunCounts.Tally counts = mapRun(row.key()).counts().executions();
      assertThat(counts.running()).isZero();
      assertThat(counts.failed() + counts.aborted() + counts.pending()).isEqualTo(700);
    }
  }

  private Worker echo() {
    return engine.worker(RecoveryClass.UNKNOWN,
        request -> Outcome.ok(Payload.parse(TestEngine.parameter(request, "Payload"))));
  }

  private static String lines(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString)
        .collect(Collectors.joining("\n"));
  }

  private MapRunRow mapRun(ExecutionKey execution) {
    await().atMost(Duration.ofSeconds(10)).until(
        () -> !engine.database.mapRuns().list(execution.id(), 1, Optional.empty()).isEmpty());
    return engine.database.mapRuns().list(execution.id(), 10, Optional.empty()).getFirst();
  }

  /** A store with one object, whose ETag is its content's hash. */
  private static final class ChangingObject implements ObjectStore {
    private final Map<String, byte[]> written = new ConcurrentHashMap<>();
    private volatile String content = "";

    @Override
    public Opened open(String bucket, String key, Optional<String> version,
        Optional<SourcePin> pin) {
      String now = content;
      var what = new SourcePin(Integer.toHexString(now.hashCode()), Optional.empty());
      if (pin.isPresent() && !pin.get().equals(what)) {
        throw new ObjectStoreException("The object has changed.");
      }
      return new Opened(new ByteArrayInputStream(now.getBytes(StandardCharsets.UTF_8)),
          Optional.of(what));
    }

    @Override
    public Page list(String bucket, String prefix, Optional<String> after) {
      throw new ObjectStoreException("There are no lists here.");
    }

    @Override
    public void put(String bucket, String key, byte[] bytes) {
      written.put(key, bytes);
    }
  }
}
