package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.execution.AcceptedExpress;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.worker.express.AsyncExpress;
import dev.pawl.worker.express.ExpressStart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Express executions that nobody waits for: they run at least once, whatever becomes of their node. */
final class AsyncExpressTest {
  private static final String ROWS = "select count(*) from express_start";
  private static final String CALL = """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
       "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload.$": "$"}}}}
      """;

  private final TestEngine engine = new TestEngine();
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void whatIsAcceptedRunsAndLeavesNothing() {
    try (Worker worker = counting()) {
      AsyncExpress.Accepted accepted = accept(worker, machine(), Optional.of("n"));

      assertThat(accepted.arn()).matches(
          "arn:aws:states:us-east-1:000000000000:express:machine-.*:n:[0-9a-f-]{36}");
      await().until(() -> engine.count(ROWS) == 0 && ends() == 1);
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void oneNameMayRunTwice() {
    try (Worker worker = counting()) {
      UUID machine = machine();

      assertThat(accept(worker, machine, Optional.of("n")).arn())
          .isNotEqualTo(accept(worker, machine, Optional.of("n")).arn());
      await().until(() -> ends() == 2);
    }
  }

  @Test
  void afterACrashItRunsAgainFromItsBeginning() {
    Worker first = hanging();
    accept(first, machine(), Optional.empty());
    await().until(() -> calls.get() == 1);
    first.crash();
    engine.execute("delete from node");

    try (Worker second = counting()) {
      await().until(() -> engine.count(ROWS) == 0 && ends() == 1);
      assertThat(calls).hasValue(2);
      assertThat(second.troubles()).isEmpty();
    }
  }

  @Test
  void aNodeThatStopsGivesBackWhatHasNotEnded() {
    UUID machine = machine();
    try (Worker first = hanging()) {
      accept(first, machine, Optional.empty());
      await().until(() -> calls.get() == 1);
    }

    assertThat(engine.count(ROWS + " where owner is null")).isOne();
    try (Worker second = counting()) {
      second.nudge();

      await().until(() -> engine.count(ROWS) == 0 && ends() == 1);
    }
  }

  @Test
  void whatANodeWithoutWorkersAcceptsIsRunOnceByOneOfTheOthers() {
    UUID machine = machine();
    try (Worker first = counting();
        Worker second = engine.workerBesideOthers(RecoveryClass.UNKNOWN, this::count)) {
      await().until(() -> IntStream.range(0, Shards.COUNT).anyMatch(second::holds));
      List<AcceptedExpress> handedOff = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        handedOff.add(handedOff(machine, 0));
      }

      engine.database.expressStarts().accept(handedOff, null);
      first.nudge();
      second.nudge();

      await().until(() -> engine.count(ROWS) == 0 && ends() == 300);
      assertThat(calls).hasValue(300);
    }
  }

  @Test
  void oneThatEndsItsNodesIsGivenUpAfterTheTenth() {
    UUID dead = UUID.randomUUID();
    engine.database.expressStarts()
        .accept(List.of(handedOff(machine(), 10), handedOff(machine(), 9)), dead);
    try (Worker worker = counting()) {
      worker.nudge();

      await().until(() -> engine.count(ROWS) == 0);
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void beingGivenBackIsNoLoss() {
    UUID machine = machine();
    for (int stops = 0; stops < 3; stops++) {
      int before = calls.get();
      try (Worker worker = hanging()) {
        if (stops == 0) {
          accept(worker, machine, Optional.empty());
        }
        worker.nudge();
        await().until(() -> calls.get() > before);
      }
    }

    assertThat(engine.count(ROWS + " where owner is null and losses = 0")).isOne();
  }

  @Test
  void thoseOfADeadNodeAreFoundHoweverMuchIsNew() {
    engine.database.expressStarts().accept(List.of(handedOff(machine(), 0)), UUID.randomUUID());
    try (Worker worker = counting()) {
      await().pollInterval(Duration.ofMillis(50)).until(() -> {
        worker.nudge();
        return engine.count(ROWS) == 0 && ends() == 1;
      });
    }
  }

  @Test
  void aStartThatCannotBeWrittenIsNotToldToAnybody() {
    UUID machine = machine();
    try (Worker worker = counting()) {
      accept(worker, machine, Optional.of("before"));
      await().until(() -> ends() == 1);
      ExpressStart start = new ExpressStart(machine, 1, Optional.of("n"), Payload.parse("{}"));
      Optional<UUID> id = Optional.of(UUID.randomUUID());
      engine.test.refuseConnections();

      assertThat(worker.accept(start, id)).failsWithin(Duration.ofSeconds(60));
      assertThat(worker.accept(start, id).join()).isEmpty();

      engine.test.allowConnections();
      await().ignoreExceptions().until(() -> worker.accept(start, id).join().isPresent());
      await().until(() -> ends() == 2);
    }
  }

  @Test
  void aTaskStartsOneWithoutWaiting() {
    UUID child = machine();
    try (Worker worker = counting()) {
      ExecutionRow parent = engine.run(worker, """
          {"StartAt": "S", "States": {"S": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::states:startExecution",
            "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:machine-%s",
              "Input.$": "$"}}}}""".formatted(child), "{}");

      assertThat(parent.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(TestEngine.output(parent)).contains(":express:machine-" + child + ":");
      await().until(() -> calls.get() == 1);
    }
  }

  private Worker counting() {
    return engine.worker(RecoveryClass.UNKNOWN, this::count);
  }

  private Outcome<Payload> count(TaskRequest request) {
    calls.incrementAndGet();
    return Outcome.ok(request.parameters());
  }

  private Worker hanging() {
    return engine.worker(RecoveryClass.UNKNOWN, request -> {
      calls.incrementAndGet();
      never.await();
      return Outcome.ok(request.parameters());
    });
  }

  private UUID machine() {
    return engine.machine(CALL, StateMachineType.EXPRESS);
  }

  private long ends() {
    synchronized (engine.express) {
      return engine.express.stream().map(HistoryEvent::type)
          .filter(type -> type.name().equals("ExecutionSucceeded")).count();
    }
  }

  private static AsyncExpress.Accepted accept(Worker worker, UUID machine, Optional<String> name) {
    return worker.accept(new ExpressStart(machine, 1, name, Payload.parse("{}")))
        .join().orElseThrow();
  }

  private static AcceptedExpress handedOff(UUID machine, int runs) {
    String name = UUID.randomUUID().toString();
    return new AcceptedExpress(new ExecutionKey(Shards.of(machine, name), UUID.randomUUID()),
        machine, 1, Qualifier.none(), name, UUID.randomUUID(),
        Instant.parse("2026-01-01T00:00:00Z"), Codec.pack(Payload.parse("{}")), runs);
  }
}
