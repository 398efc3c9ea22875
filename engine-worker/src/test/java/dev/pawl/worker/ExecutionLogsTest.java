package dev.pawl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.catalogue.StateMachines;
import dev.pawl.db.execution.LogEvents;
import dev.pawl.db.execution.LoggedEvent;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.definition.Machine;
import dev.pawl.worker.express.ExpressStart;
import dev.pawl.worker.log.ExecutionLog;
import dev.pawl.worker.log.ExecutionLogs;
import dev.pawl.worker.log.LogDestination;
import dev.pawl.worker.log.LogGroup;
import dev.pawl.worker.log.OpenTelemetryLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the logs of executions go. */
final class ExecutionLogsTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String FAILS = """
      {"StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
              "Parameters": {"FunctionName": "f"}, "End": true}}}
      """;

  private final TestEngine engine = new TestEngine();

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ALL   | ExecutionStarted,TaskStateEntered,TaskScheduled,TaskStarted,TaskFailed,ExecutionFailed
      ERROR | TaskFailed,ExecutionFailed
      FATAL | ExecutionFailed
      OFF   | ''
      """)
  void theLogGroupHasWhatTheLevelAsksFor(String level, String types) {
    String arn;
    try (ExecutionLogs logs = logs(new LogGroup(engine.database.logEvents()));
        Worker worker = worker(logs)) {
      arn = run(worker, machine(level, false));
    }

    assertThat(String.join(",", records(arn).stream().map(LoggedEvent::type).toList()))
        .isEqualTo(types);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void dataIsShownWhereItIsAskedFor(boolean data) {
    String arn;
    try (ExecutionLogs logs = logs(new LogGroup(engine.database.logEvents()));
        Worker worker = worker(logs)) {
      arn = run(worker, machine("ALL", data));
    }

    assertThat(records(arn).getFirst().record().contains("seen")).isEqualTo(data);
  }

  @Test
  void whatIsLoggedWhileTheDatabaseIsAwayIsThereOnceItIsBack() {
    try (ExecutionLogs logs = logs(new LogGroup(engine.database.logEvents()));
        Worker worker = worker(logs)) {
      UUID machine = machine("ALL", true);
      String before = run(worker, machine);
      await().atMost(LONGEST).until(() -> records(before).size() == 6);

      engine.test.refuseConnections();
      String meanwhile = run(worker, machine);
      engine.test.allowConnections();

      await().atMost(LONGEST).ignoreExceptions().until(() -> records(meanwhile).size() == 6);
    }
  }

  @Test
  void anOpenTelemetryCollectorGetsTheRecords() throws IOException {
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    HttpServer collector = HttpServer
        .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/logs", exchange -> {
      try (var body = new GZIPInputStream(exchange.getRequestBody())) {
        bodies.add(new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
      }
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    collector.start();
    URI endpoint = URI
        .create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/logs");
    try (ExecutionLogs logs = logs(new OpenTelemetryLog(endpoint));
        Worker worker = worker(logs)) {
      String arn = run(worker, machine("ERROR", true));

      await().atMost(LONGEST).untilAsserted(() -> assertThat(String.join("", bodies))
          .contains(arn, "pawl.execution.arn", "TaskFailed", "ExecutionFailed", "\"Bad\"", "pawl")
          .doesNotContain("TaskScheduled"));
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void aCollectorThatIsNotThereHoldsNothingElseUp() {
    String arn;
    try (ExecutionLogs logs = logs(new OpenTelemetryLog(URI.create("http://127.0.0.1:9/v1/logs")),
        new LogGroup(engine.database.logEvents()));
        Worker worker = worker(logs)) {
      arn = run(worker, machine("ALL", true));
      await().atMost(LONGEST).until(() -> records(arn).size() == 6);
    }
  }

  @Test
  void theRowOfAnExecutionStaysUntilItsLogIsWritten() {
    String row = "select count(*) from express_start";
    var held = new HeldLog();
    try (Worker worker = worker(held)) {
      assertThat(worker.accept(new ExpressStart(machine("ALL", true), 1, Optional.empty(),
          Payload.parse("{}"))).join()).isPresent();
      await().atMost(LONGEST).until(() -> !held.waiting.isEmpty());
      assertThat(engine.count(row)).isOne();

      held.waiting.forEach(waiting -> waiting.complete(null));

      await().atMost(LONGEST).until(() -> engine.count(row) == 0);
    }
  }

  /** Is asked whether all is written, and says so when the test wants it. */
  private static final class HeldLog implements ExecutionLog {
    private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

    @Override
    public void write(Execution execution, Machine machine, List<HistoryEvent> events) {}

    @Override
    public CompletableFuture<Void> written(Machine machine) {
      var written = new CompletableFuture<Void>();
      waiting.add(written);
      return written;
    }
  }

  @Test
  void aRevisionIsLoggedAsItWasMade() {
    UUID machine = machine("ERROR", false);
    assertThat(engine.database.stateMachines().update(TestEngine.ACCOUNT, machine, 1,
        content("ALL", true))).isTrue();
    String first;
    String second;
    try (ExecutionLogs logs = logs(new LogGroup(engine.database.logEvents()));
        Worker worker = worker(logs)) {
      first = run(worker, machine);
      second = worker.run(new ExpressStart(machine, 2, Optional.empty(),
          Payload.parse("{\"a\":\"seen\"}"))).join().orElseThrow().execution().arn();
    }

    assertThat(records(first)).hasSize(2).noneMatch(event -> event.record().contains("seen"));
    assertThat(records(second)).hasSize(6).anyMatch(event -> event.record().contains("seen"));
  }

  @Test
  void whatIsLoggedIsThereOnceTheRowHasGone() {
    try (ExecutionLogs logs = logs(new LogGroup(engine.database.logEvents()));
        Worker worker = worker(logs)) {
      String arn = worker.accept(new ExpressStart(machine("ALL", true), 1, Optional.empty(),
          Payload.parse("{}"))).join().orElseThrow().arn();
      await().atMost(LONGEST)
          .until(() -> engine.count("select count(*) from express_start") == 0);

      assertThat(records(arn)).hasSize(6);
    }
  }

  private static ExecutionLogs logs(LogDestination... destinations) {
    return new ExecutionLogs(List.of(destinations));
  }

  private List<LoggedEvent> records(String arn) {
    return engine.database.logEvents().page(arn, LogEvents.Position.from(Instant.EPOCH),
        Instant.now().plus(Duration.ofHours(1)), 100);
  }

  private static String run(Worker worker, UUID machine) {
    return worker.run(new ExpressStart(machine, 1, Optional.empty(),
        Payload.parse("{\"a\":\"seen\"}"))).join().orElseThrow().execution().arn();
  }

  private UUID machine(String level, boolean data) {
    UUID id = UUID.randomUUID();
    assertThat(engine.database.stateMachines().create(TestEngine.ACCOUNT, id, "machine-" + id,
        StateMachineType.EXPRESS, content(level, data))).isTrue();
    return id;
  }

  private static StateMachines.Content content(String level, boolean data) {
    return new StateMachines.Content(FAILS, "arn:aws:iam::000000000000:role/test",
        UUID.randomUUID().toString(),
        "{\"level\":\"" + level + "\",\"includeExecutionData\":" + data + "}", null, null);
  }

  private Worker worker(ExecutionLog logs) {
    Connector failing = new Connector() {
      @Override
      public RecoveryClass recovery(Resource resource) {
        return RecoveryClass.UNKNOWN;
      }

      @Override
      public Outcome<Payload> call(TaskRequest request) {
        return Outcome.failed(new StatesError("Bad", "luck"));
      }
    };
    return new Worker(engine.database,
        WorkerSettings.standard("us-east-1", TestEngine.ACCOUNT, "test").alone(), engine.tokens,
        _ -> failing, logs);
  }
}
