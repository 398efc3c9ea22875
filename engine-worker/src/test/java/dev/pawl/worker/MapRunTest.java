package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.MapRunCounts;
import dev.pawl.db.execution.MapRunRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distributed Maps over items in the state's data. */
class MapRunTest {
  private static final String PASS = "\"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}";
  private static final String TASK = "\"T\", \"States\": {\"T\": {\"Type\": \"Task\","
      + " \"Resource\": \"arn:aws:states:::lambda:invoke\","
      + " \"Parameters\": {\"FunctionName\": \"f\", \"Payload.$\": \"$\"}, \"End\": true}}";

  private final TestEngine engine = new TestEngine();

  @AfterEach
  void stop() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void theOutputsOfAllChildrenAreJoinedInOrder(String type) {
    try (Worker worker = echo()) {
      ExecutionRow row = engine.run(worker, DistributedMaps.map(type, PASS, ""),
          DistributedMaps.numbers(1_200));

      assertThat(TestEngine.output(row)).isEqualTo(DistributedMaps.numbers(1_200));
      assertThat(engine.history(row.key())).extracting(HistoryEvent::type)
          .containsExactly(HistoryEventType.ExecutionStarted, HistoryEventType.MapStateEntered,
              HistoryEventType.MapStateStarted, HistoryEventType.MapRunStarted,
              HistoryEventType.MapRunSucceeded, HistoryEventType.MapStateSucceeded,
              HistoryEventType.MapStateExited, HistoryEventType.ExecutionSucceeded);
      MapRunRow mapRun = mapRun(row.key());
      assertThat(mapRun.status()).isEqualTo("SUCCEEDED");
      var all = new MapRunCounts.Tally(1_200, 0, 0, 1_200, 0, 0, 0, 1_200);
      assertThat(mapRun.counts()).isEqualTo(new MapRunCounts(all, all));
      assertThat(engine.count("select count(*) from run")).isZero();
      assertThat(engine.count("select count(*) from inbox")).isZero();
      await().until(() -> engine.count("select count(*) from map_item") == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void noMoreChildrenRunAtOnceThanMay(String type) {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      running.decrementAndGet();
      return Outcome.ok(Payload.of(Map.of("Payload", 1)));
    })) {
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map(type, TASK, ", \"MaxConcurrency\": 3"),
          DistributedMaps.numbers(30));

      assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(most.get()).isBetween(1, 3);
    }
  }

  @Test
  void anItemSelectorSeesTheItemAndItsNumber() {
    String selector = ", \"ItemSelector\": {\"v.$\": \"$$.Map.Item.Value\","
        + " \"i.$\": \"$$.Map.Item.Index\", \"s.$\": \"$$.Map.Item.Source\"}";
    try (Worker worker = echo()) {
      ExecutionRow row = engine.run(worker, DistributedMaps.map("STANDARD", PASS, selector),
          "[\"a\",\"b\"]");

      assertThat(TestEngine.output(row)).isEqualTo(
          "[{\"v\":\"a\",\"i\":0,\"s\":\"STATE_DATA\"},{\"v\":\"b\",\"i\":1,\"s\":\"STATE_DATA\"}]");
    }
  }

  @Test
  void aSelectorThatFailsFailsTheMapRun() {
    String selector = ", \"ItemSelector\": {\"v.$\": \"$$.Map.Item.Value.missing\"}";
    try (Worker worker = echo()) {
      ExecutionRow row = engine.run(worker, DistributedMaps.map("STANDARD", PASS, selector),
          "[{}]");

      assertThat(row.error()).isEqualTo("States.Runtime");
      assertThat(row.cause()).startsWith("An error occurred while executing the state 'Each'");
    }
  }

  @Test
  void aBatchHoldsAsManyItemsAsItMay() {
    try (Worker worker = echo()) {
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map("STANDARD", PASS,
              ", \"ItemBatcher\": {\"MaxItemsPerBatch\": 2, \"BatchInput\": {\"k\": 1}}"),
          "[1,2,3]");

      assertThat(TestEngine.output(row)).isEqualTo(
          "[{\"BatchInput\":{\"k\":1},\"Items\":[1,2]},{\"BatchInput\":{\"k\":1},\"Items\":[3]}]");
      assertThat(mapRun(row.key()).counts().items().total()).isEqualTo(3);
      assertThat(mapRun(row.key()).counts().executions().total()).isEqualTo(2);
    }
  }

  @Test
  void aBatchIsNoLongerThanItMayBe() {
    try (Worker worker = echo()) {
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map("STANDARD", PASS,
              ", \"ItemBatcher\": {\"MaxInputBytesPerBatch\": 30}"),
          "[\"aaaaaa\",\"bbbbbb\",\"cccccc\"]");

      assertThat(TestEngine.output(row))
          .isEqualTo("[{\"Items\":[\"aaaaaa\",\"bbbbbb\"]},{\"Items\":[\"cccccc\"]}]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void moreFailuresThanAreToleratedFailTheMapRunAndStopItsChildren(String type) {
    var hang = new CountDownLatch(1);
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN, request -> {
      if (TestEngine.parameter(request, "Payload").equals("0")) {
        return Outcome.failed(new StatesError("Broken", null));
      }
      hang.await();
      return Outcome.ok(Payload.of(Map.of("Payload", 1)));
    })) {
      ExecutionRow row = engine.run(worker, DistributedMaps.map(type, TASK, ""),
          DistributedMaps.numbers(5));

      assertThat(row.error()).isEqualTo("States.ExceedToleratedFailureThreshold");
      assertThat(engine.history(row.key())).extracting(HistoryEvent::type)
          .endsWith(HistoryEventType.MapRunStarted, HistoryEventType.MapRunFailed,
              HistoryEventType.MapStateFailed, HistoryEventType.ExecutionFailed);
      MapRunRow mapRun = mapRun(row.key());
      assertThat(mapRun.status()).isEqualTo("FAILED");
      assertThat(mapRun.counts().executions())
          .isEqualTo(new MapRunCounts.Tally(5, 0, 0, 0, 1, 0, 4, 5));
      assertThat(engine.count("select count(*) from run")).isZero();
    } finally {
      hang.countDown();
    }
  }

  @Test
  void failuresThatAreToleratedLeaveTheOthersResults() {
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN,
        request -> TestEngine.parameter(request, "Payload").equals("1")
            ? Outcome.failed(new StatesError("Broken", null))
            : Outcome.ok(Payload.parse(TestEngine.parameter(request, "Payload"))))) {
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map("STANDARD", TASK, ", \"ToleratedFailurePercentage\": 50"),
          DistributedMaps.numbers(3));

      assertThat(TestEngine.output(row)).isEqualTo("[0,2]");
    }
  }

  @Test
  void aRetryBeginsANewMapRun() {
    var calls = new AtomicInteger();
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN,
        request -> calls.incrementAndGet() == 1
            ? Outcome.failed(new StatesError("Broken", null))
            : Outcome.ok(Payload.parse("1")))) {
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map("STANDARD", TASK,
              ", \"Retry\": [{\"ErrorEquals\": [\"States.ALL\"], \"IntervalSeconds\": 1}]"),
          "[7]");

      assertThat(TestEngine.output(row)).isEqualTo("[1]");
      assertThat(engine.database.mapRuns().list(row.key().id(), 10, Optional.empty())).hasSize(2);
    }
  }

  @Test
  void aRedriveGoesOnWithTheMapRunThatFailedAndLeavesTheOneThatSucceeded() {
    var broken = new AtomicInteger(1);
    String twice = """
        {"StartAt": "Good", "States": {"Good": %s, "Bad": %s}}
        """.formatted(
        state(DistributedMaps.map("STANDARD", PASS, "")).replaceFirst("\"End\": true",
            "\"Next\": \"Bad\""),
        state(DistributedMaps.map("STANDARD", TASK.replace("\"T\"", "\"T2\""), "")));
    try (Worker worker = engine.worker(RecoveryClass.UNKNOWN,
        request -> broken.getAndDecrement() > 0
            ? Outcome.failed(new StatesError("Broken", null))
            : Outcome.ok(Payload.parse(TestEngine.parameter(request, "Payload"))))) {
      ExecutionRow failed = engine.run(worker, twice, "[1,2]");
      assertThat(failed.error()).isEqualTo("States.ExceedToleratedFailureThreshold");

      engine.redrive(failed.key());
      worker.nudge();

      assertThat(TestEngine.output(engine.ended(failed.key()))).isEqualTo("[1,2]");
      assertThat(engine.database.mapRuns().list(failed.key().id(), 10, Optional.empty()))
          .extracting(MapRunRow::status, run -> run.redrives().count())
          .containsExactlyInAnyOrder(tuple("SUCCEEDED", 0), tuple("SUCCEEDED", 1));
    }
  }

  @Test
  void childrenStopWithTheirExecution() {
    try (Worker worker = echo()) {
      String wait = "\"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 900, \"End\": true}}";
      ExecutionKey key = engine.start(worker,
          engine.machine(DistributedMaps.map("STANDARD", wait, ", \"MaxConcurrency\": 4")),
          DistributedMaps.numbers(10));
      await().until(
          () -> engine.count("select count(*) from execution where status = 'RUNNING'") == 5);

      engine.stop(worker, key, "E", "C");

      assertThat(engine.ended(key).status()).isEqualTo(ExecutionStatus.ABORTED);
      await().until(() -> mapRun(key).status().equals("ABORTED"));
      assertThat(mapRun(key).counts().executions())
          .isEqualTo(new MapRunCounts.Tally(10, 6, 0, 0, 0, 0, 4, 4));
      assertThat(engine.count("select count(*) from run")).isZero();
    }
  }

  @Test
  void aMapRunMayBeUpdatedWhileItRuns() {
    try (Worker worker = echo()) {
      String wait = "\"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 900, \"End\": true}}";
      ExecutionKey key = engine.start(worker,
          engine.machine(DistributedMaps.map("STANDARD", wait, ", \"MaxConcurrency\": 1")),
          DistributedMaps.numbers(10));
      await().until(
          () -> engine.count("select count(*) from execution where status = 'RUNNING'") == 2);

      assertThat(engine.database.mapRuns().update(mapRun(key).key(), 6, null, null)).isTrue();
      worker.nudge();

      await().until(
          () -> engine.count("select count(*) from execution where status = 'RUNNING'") == 7);
      assertThat(mapRun(key).maxConcurrency()).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "EXPRESS"})
  void theWorkOfADeadNodeIsTakenOverAndNoItemIsLost(String type) {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    var hang = new CountDownLatch(1);
    Worker first = engine.worker(RecoveryClass.RESEND, request -> {
      seen.add(TestEngine.parameter(request, "Payload"));
      if (seen.size() > 20) {
        hang.await();
      }
      return Outcome.ok(Payload.parse(TestEngine.parameter(request, "Payload")));
    });
    ExecutionKey key = engine.start(first,
        engine.machine(DistributedMaps.map(type, TASK, ", \"MaxConcurrency\": 10")),
        DistributedMaps.numbers(60));
    await().until(() -> seen.size() > 20);
    first.crash();
    engine.execute("delete from node");
    try (Worker second = engine.worker(RecoveryClass.RESEND,
        request -> Outcome.ok(Payload.parse(TestEngine.parameter(request, "Payload"))))) {
      second.nudge();

      assertThat(TestEngine.output(engine.ended(key))).isEqualTo(DistributedMaps.numbers(60));
      assertThat(mapRun(key).counts().executions().succeeded()).isEqualTo(60);
    } finally {
      hang.countDown();
    }
  }

  @Test
  void mapsMayBeNested() {
    try (Worker worker = echo()) {
      String inner = DistributedMaps.map("STANDARD", PASS, "").replace("Each", "Inner");
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map("STANDARD",
              inner.substring(inner.indexOf("\"Inner\""), inner.lastIndexOf('}')), ""),
          "[[1,2],[3]]");

      assertThat(TestEngine.output(row)).isEqualTo("[[1,2],[3]]");
    }
  }

  @Test
  void anEmptyArrayNeedsNoChild() {
    try (Worker worker = echo()) {
      assertThat(
          TestEngine.output(engine.run(worker, DistributedMaps.map("STANDARD", PASS, ""), "[]")))
          .isEqualTo("[]");
    }
  }

  @Test
  void aResultThatIsTooLargeFailsTheState() {
    try (Worker worker = echo()) {
      String large = "{\"x\":\"" + "x".repeat(100_000) + "\"}";
      ExecutionRow row = engine.run(worker,
          DistributedMaps.map("STANDARD",
              "\"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"Result\": %s, \"End\": true}}"
                  .formatted(large),
              ""),
          "[1,2,3]");

      assertThat(row.error()).isEqualTo("States.DataLimitExceeded");
    }
  }

  private Worker echo() {
    return engine.worker(RecoveryClass.UNKNOWN,
        request -> Outcome.ok(Payload.parse(TestEngine.parameter(request, "Payload"))));
  }

  private MapRunRow mapRun(ExecutionKey execution) {
    return engine.database.mapRuns().list(execution.id(), 10, Optional.empty()).getFirst();
  }

  /** The only state of a definition. */
  private static String state(String definition) {
    Map<?, ?> machine = (Map<?, ?>) Objects.requireNonNull(Json.parse(definition));
    Map<?, ?> states = (Map<?, ?>) Objects.requireNonNull(machine.get("States"));
    return Json.write(states.values().iterator().next()).replaceFirst("\"End\":true",
        "\"End\": true");
  }
}
