package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.codec.StoredMapRunRedrive;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.MapRunCounts;
import dev.pawl.db.execution.MapRunRow;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.ObjectStoreException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Map runs go on with their redriven execution: what had succeeded is kept, the rest is done again, once. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MapRunRedriveTest {
  private static final String TASK = "\"T\", \"States\": {\"T\": {\"Type\": \"Task\","
      + " \"Resource\": \"arn:aws:states:::lambda:invoke\","
      + " \"Parameters\": {\"FunctionName\": \"f\", \"Payload.$\": \"$\"}, \"End\": true}}";
  private static final String RUNNING_CHILDREN = "select count(*) from execution where status = 'RUNNING' and parent is not null";

  private final TestEngine engine = new TestEngine();
  private final AtomicBoolean isMended = new AtomicBoolean();
  private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
  private final CountDownLatch hang = new CountDownLatch(1);

  @AfterEach
  void stop() {
    hang.countDown();
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void onlyChildrenThatHaveNotSucceededRunAgain(String type) {
    try (Worker worker = worker(2)) {
      ExecutionRow failed = engine.run(worker, map(type, ", \"MaxConcurrency\": 1"), numbers(5));
      assertThat(failed.error()).isEqualTo("States.ExceedToleratedFailureThreshold");
      assertThat(mapRun(failed.key()).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(5, 2, 0, 2, 1, 0, 0, 3));

      ExecutionRow row = redrive(worker, failed.key());

      assertThat(TestEngine.output(row)).isEqualTo(numbers(5));
      assertThat(calls).containsExactlyInAnyOrder("2", "3", "4");
      assertThat(engine.history(row.key())).extracting(HistoryEvent::type)
          .containsSequence(HistoryEventType.ExecutionFailed, HistoryEventType.ExecutionRedriven,
              HistoryEventType.MapRunRedriven, HistoryEventType.MapRunSucceeded,
              HistoryEventType.MapStateSucceeded, HistoryEventType.MapStateExited,
              HistoryEventType.ExecutionSucceeded);
      MapRunRow mapRun = mapRun(row.key());
      var all = new MapRunCounts.Tally(5, 0, 0, 5, 0, 0, 0, 5);
      assertThat(mapRun.counts()).isEqualTo(new MapRunCounts(all, all));
      assertThat(mapRun.redrives().count()).isEqualTo(1);
      assertThat(mapRun.redrives().lastAt()).isAfter(mapRun.startedAt());
      assertThat(mapRun.status()).isEqualTo("SUCCEEDED");
      await().until(() -> engine.count("select count(*) from map_item") == 0);
      assertThat(engine.count("select count(*) from run")).isZero();
      assertThat(engine.count("select count(*) from inbox")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void aMapRunThatWasStoppedGoesOn(String type) {
    var begun = new AtomicInteger();
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      String payload = TestEngine.parameter(request, "Payload");
      if (!isMended.get() && Integer.parseInt(payload) >= 3) {
        begun.incrementAndGet();
        hang.await();
      }
      return echo(request);
    })) {
      ExecutionKey key = engine.start(worker,
          engine.machine(map(type, ", \"MaxConcurrency\": 4")), numbers(20));
      await().until(() -> begun.get() == 4);
      await().until(() -> mapRun(key).counts().executions().succeeded() == 3);
      engine.stop(worker, key, "E", "C");
      engine.ended(key);

      ExecutionRow row = redrive(worker, key);

      assertThat(TestEngine.output(row)).isEqualTo(numbers(20));
      assertThat(calls).doesNotContain("0", "1", "2");
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(20, 0, 0, 20, 0, 0, 0, 20));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void aMapRunMayBeRedrivenTwice(String type) {
    try (Worker worker = worker(2)) {
      ExecutionKey key = engine.run(worker, map(type, ", \"MaxConcurrency\": 2"), numbers(9)).key();

      isMended.set(false);
      engine.redrive(key);
      worker.nudge();
      assertThat(engine.ended(key).error()).isEqualTo("States.ExceedToleratedFailureThreshold");
      MapRunRow again = mapRun(key);
      assertThat(again.status()).isEqualTo("FAILED");
      assertThat(again.redrives().count()).isEqualTo(1);
      assertThat(again.counts().executions().failed()).isEqualTo(1);
      assertThat(again.counts().executions().total()).isEqualTo(9);
      ExecutionRow row = redrive(worker, key);

      assertThat(TestEngine.output(row)).isEqualTo(numbers(9));
      assertThat(calls).contains("2").doesNotContain("0", "1");
      assertThat(mapRun(key).redrives().count()).isEqualTo(2);
      assertThat(engine.history(key)).extracting(HistoryEvent::details)
          .filteredOn(EventDetails.MapRunRedriven.class::isInstance)
          .extracting(details -> ((EventDetails.MapRunRedriven) details).redriveCount())
          .containsExactly(1, 2);
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(9, 0, 0, 9, 0, 0, 0, 9));
      if (type.equals("STANDARD")) {
        assertThat(
            engine.count("select max(redrive_count) from execution where parent is not null"))
            .isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void eachChildIsRedrivenOnceHoweverOftenItsNodeLosesItsMemory(String type) {
    var count = new AtomicInteger();
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      if (count.incrementAndGet() % 40 == 0 && isMended.get()) {
        engine.execute("update run r set rev = r.rev + 1 from map_run m where r.id = m.id");
      }
      return isMended.get() || Integer.parseInt(TestEngine.parameter(request, "Payload")) % 2 == 0
          ? echo(request)
          : Outcome.failed(new StatesError("Broken", null));
    })) {
      ExecutionKey key = engine.run(worker,
          map(type, ", \"MaxConcurrency\": 30, \"ToleratedFailureCount\": 200"), numbers(1_300))
          .key();

      ExecutionRow row = redrive(worker, key);

      assertThat(TestEngine.output(row)).isEqualTo(numbers(1_300));
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(1_300, 0, 0, 1_300, 0, 0, 0, 1_300));
      assertThat(engine.count("select count(*) from execution where redrive_count > 1")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void aNodeThatDiesWhileItRedrivesIsReplacedByAnother(String type) {
    var again = new AtomicInteger();
    Worker first = engine.worker(RecoveryClass.RESEND, request -> {
      if (isMended.get() && again.incrementAndGet() > 5) {
        hang.await();
      }
      return isMended.get() || Integer.parseInt(TestEngine.parameter(request, "Payload")) % 2 == 0
          ? echo(request)
          : Outcome.failed(new StatesError("Broken", null));
    });
    ExecutionKey key = engine.run(first,
        map(type, ", \"MaxConcurrency\": 10, \"ToleratedFailureCount\": 20"), numbers(60)).key();
    isMended.set(true);
    engine.redrive(key);
    first.nudge();
    await().until(() -> again.get() > 5);
    first.crash();
    engine.execute("delete from node");
    try (Worker second = engine.worker(RecoveryClass.RESEND, this::echo)) {
      second.nudge();

      assertThat(TestEngine.output(engine.ended(key))).isEqualTo(numbers(60));
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(60, 0, 0, 60, 0, 0, 0, 60));
      assertThat(engine.count("select count(*) from execution where redrive_count > 1")).isZero();
    }
  }

  @Test
  void childrenThatHaveNotHadTheirTurnCountAsToBeRedriven() {
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      if (isMended.get()) {
        hang.await();
      }
      return Integer.parseInt(TestEngine.parameter(request, "Payload")) % 2 == 0
          ? echo(request)
          : Outcome.failed(new StatesError("Broken", null));
    })) {
      ExecutionKey key = engine.run(worker,
          map("STANDARD", ", \"MaxConcurrency\": 1, \"ToleratedFailureCount\": 3"), numbers(20))
          .key();
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(20, 12, 0, 4, 4, 0, 0, 8));
      isMended.set(true);
      engine.redrive(key);
      worker.nudge();

      await().until(() -> mapRun(key).counts().executions().running() == 1);
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(20, 12, 1, 4, 0, 0, 0, 0, 3, 0));
      assertThat(engine.count(RUNNING_CHILDREN)).isEqualTo(1);
      engine.stop(worker, key, "E", "C");
      await().until(() -> mapRun(key).status().equals("ABORTED"));
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(20, 12, 0, 4, 3, 0, 1, 8));
    }
  }

  @Test
  void aChildThatCannotBeRedrivenCountsAsFailed() {
    try (Worker worker = worker(1)) {
      ExecutionKey key = engine.run(worker,
          map("STANDARD", ", \"MaxConcurrency\": 1"), numbers(3)).key();
      engine.execute("""
          update execution set started_at = started_at - interval '400 days'
          where parent is not null and status = 'FAILED'""");

      ExecutionRow row = redrive(worker, key);

      assertThat(row.error()).isEqualTo("States.ExceedToleratedFailureThreshold");
      assertThat(mapRun(key).counts().executions().failed()).isEqualTo(1);
      assertThat(mapRun(key).counts().executions().notRedrivable()).isEqualTo(1);
    }
  }

  @Test
  void batchesAreTheSameAsBefore() {
    try (Worker worker = engine.worker(RecoveryClass.RESEND, request -> {
      calls.add(Objects.requireNonNull(Json.write(
          ((Map<?, ?>) Objects.requireNonNull(request.parameters().tree())).get("Payload"))));
      return isMended.get() || calls.size() != 2
          ? Outcome.ok(Payload.of(1))
          : Outcome.failed(new StatesError("Broken", null));
    })) {
      for (String type : List.of("STANDARD", "EXPRESS")) {
        isMended.set(false);
        calls.clear();
        ExecutionKey key = engine.run(worker,
            map(type, ", \"MaxConcurrency\": 1, \"ItemBatcher\": {\"MaxItemsPerBatch\": 3}"),
            numbers(8)).key();

        ExecutionRow row = redrive(worker, key);

        assertThat(TestEngine.output(row)).isEqualTo("[1,1,1]");
        assertThat(calls).containsExactly("{\"Items\":[3,4,5]}", "{\"Items\":[6,7]}");
        assertThat(mapRun(key).counts().items())
            .isEqualTo(new MapRunCounts.Tally(8, 0, 0, 8, 0, 0, 0, 8));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void allResultsAreWrittenInTheOrderOfTheItems(String type) {
    var written = new WrittenObjects();
    engine.objects = written;
    try (Worker worker = worker(2)) {
      ExecutionKey key = engine.run(worker,
          map(type, ", \"MaxConcurrency\": 1, \"ResultWriter\": {\"Resource\":"
              + " \"arn:aws:states:::s3:putObject\", \"WriterConfig\": {\"Transformation\": \"COMPACT\","
              + " \"OutputType\": \"JSON\"}, \"Parameters\": {\"Bucket\": \"b\"}}"),
          numbers(5)).key();
      String folder = mapRun(key).key().id() + "/";
      assertThat(written.text(folder + "SUCCEEDED_0.json")).isEqualTo("[0,1]");
      assertThat(written.text(folder + "PENDING_0.json")).contains("\"3\"", "\"4\"");
      written.all.clear();

      redrive(worker, key);

      assertThat(written.text(folder + "SUCCEEDED_0.json")).isEqualTo("[0,1,2,3,4]");
      assertThat(written.all.keySet())
          .containsExactlyInAnyOrder(folder + "SUCCEEDED_0.json", folder + "manifest.json");
    }
  }

  @Test
  void aMapRunThatHasSucceededStaysAsItIs() {
    isMended.set(true);
    try (Worker worker = worker(0)) {
      ExecutionRow row = engine.run(worker, map("EXPRESS", ""), numbers(3));
      MapRunRow before = mapRun(row.key());
      byte[] asked = new StoredMapRunRedrive(row.key().shard(), row.key().id(), 1).toBytes();
      engine.execute("""
          insert into inbox (shard, at, uid, id, kind, body)
          values (%d, now(), 1, '%s', 9, '\\x%s')
          """.formatted(before.key().shard(), before.key().id(), HexFormat.of().formatHex(asked)));
      worker.nudge();

      await().until(() -> engine.count("select count(*) from inbox") == 0);
      assertThat(mapRun(row.key()).status()).isEqualTo("SUCCEEDED");
      assertThat(mapRun(row.key()).stoppedAt()).isEqualTo(before.stoppedAt());
      assertThat(mapRun(row.key()).redrives().count()).isZero();
    }
  }

  @Test
  void anExecutionThatDidNotHearOfTheSuccessIsToldWhenItIsRedriven() {
    isMended.set(true);
    Worker worker = worker(0);
    ExecutionKey key = engine.run(worker, map("EXPRESS", ""), numbers(3)).key();
    worker.crash();
    engine.execute("delete from node");
    int last = engine.database.histories().lastEvent(key);
    assertThat(last).isEqualTo(8);
    // As if it had been stopped before the Map run's end came to it: only the first burst and the end are left.
    ExecutionKey stopped = stoppedLikewise(key);

    try (Worker second = worker(0)) {
      ExecutionRow row = redrive(second, stopped);

      assertThat(TestEngine.output(row)).isEqualTo(numbers(3));
      assertThat(calls).isEmpty();
      assertThat(mapRun(stopped).redrives().count()).isZero();
    }
  }

  /** The first segment of the history has the first four events; the others go, and an end by a stop comes. */
  @Test
  void aRedriveThatCannotBeReadKeepsNoOtherMapRunFromItsMessages() {
    try (Worker worker = worker(-1)) {
      engine.execute("insert into inbox (shard, at, uid, id, kind, body)"
          + " select s, now(), 1, '01a20000-0000-7000-8000-000000000000', 9, '\\x010203'"
          + " from generate_series(0, 255) s");

      ExecutionRow row = engine.run(worker, map("STANDARD", ""), numbers(5));

      assertThat(TestEngine.output(row)).isEqualTo(numbers(5));
      assertThat(engine.count("select count(*) from inbox where kind = 9")).isEqualTo(256);
    }
  }

  private ExecutionKey stoppedLikewise(ExecutionKey key) {
    engine.execute("delete from history where id = '%s' and first_event > 4".formatted(key.id()));
    engine.execute("""
        update execution set status = 'ABORTED', output = null where id = '%s'
        """.formatted(key.id()));
    assertThat(engine.database.histories().lastEvent(key)).isEqualTo(4);
    return key;
  }

  private ExecutionRow redrive(Worker worker, ExecutionKey key) {
    isMended.set(true);
    calls.clear();
    engine.redrive(key);
    worker.nudge();
    ExecutionRow row = engine.ended(key);
    assertThat(engine.database.mapRuns().list(key.id(), 10, Optional.empty())).hasSize(1);
    return row;
  }

  /** Its function echoes, but fails for one item until it is mended. */
  private Worker worker(int broken) {
    return engine.worker(RecoveryClass.RESEND,
        request -> isMended.get()
            || !TestEngine.parameter(request, "Payload").equals(Integer.toString(broken))
                ? echo(request)
                : Outcome.failed(new StatesError("Broken", null)));
  }

  private Outcome<Payload> echo(TaskRequest request) {
    String payload = TestEngine.parameter(request, "Payload");
    calls.add(payload);
    return Outcome.ok(Payload.parse(payload));
  }

  private static String map(String type, String more) {
    return """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "%s"}, "StartAt": %s} %s}}}
        """.formatted(type, TASK, more).strip();
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private MapRunRow mapRun(ExecutionKey execution) {
    return engine.database.mapRuns().list(execution.id(), 10, Optional.empty()).getFirst();
  }

  /** A store that keeps what is written. */
  private static final class WrittenObjects implements ObjectStore {
    private final Map<String, byte[]> all = new ConcurrentHashMap<>();

    String text(String key) {
      return new String(all.getOrDefault(key, new byte[0]), StandardCharsets.UTF_8);
    }

    @Override
    public Opened open(String bucket, String key, Optional<String> version,
        Optional<SourcePin> pin) {
      return new Opened(new ByteArrayInputStream(all.getOrDefault(key, new byte[0])),
          Optional.empty());
    }

    @Override
    public Page list(String bucket, String prefix, Optional<String> after) {
      throw new ObjectStoreException("There are no lists here.");
    }

    @Override
    public void put(String bucket, String key, byte[] bytes) {
      all.put(key, bytes);
    }
  }
}
