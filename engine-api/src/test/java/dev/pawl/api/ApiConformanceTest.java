package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.api.execution.ExecutionStarter.StartAnswer;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replays the recorded calls of those operations that this build offers. */
final class ApiConformanceTest {
  /** So many recordings agree; it only grows. */
  private static final int FLOOR = 80;

  private static final Set<String> OPERATIONS = Set.of(
      "CreateStateMachine", "DescribeStateMachine", "UpdateStateMachine", "DeleteStateMachine",
      "ListStateMachines", "StartExecution", "DescribeExecution",
      "DescribeStateMachineForExecution", "StopExecution", "ListExecutions",
      "GetExecutionHistory", "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat",
      "CreateActivity", "DescribeActivity", "DeleteActivity", "ListActivities",
      "GetActivityTask", "ValidateStateMachineDefinition");

  /** No recording that is replayed makes a call. */
  static final class NoConnector implements Connector {
    @Override
    public RecoveryClass recovery(Resource resource) {
      return RecoveryClass.RESEND;
    }

    @Override
    public Outcome<Payload> call(TaskRequest request) {
      return Outcome.failed(new StatesError("States.TaskFailed", "no service is connected"));
    }
  }

  @Test
  void recordedCallsGetTheRecordedAnswers() throws IOException {
    Optional<Path> cases = cases();
    assumeTrue(cases.isPresent(), "no recordings beside the repository: nothing to replay");
    AtomicReference<@Nullable Worker> worker = new AtomicReference<>();

    List<String> failed = new ArrayList<>();
    int all = 0;
    try (ApiServer server = ApiServer.starting((database, _) -> {
      Worker started = new Worker(
          database,
          WorkerSettings.standard(ApiServer.REGION, ApiServer.ACCOUNT, "test").alone(),
          ApiServer.TOKENS, _ -> new NoConnector());
      worker.set(started);
      return (machine, revision, name, input) -> started
          .start(new StartRequest(machine, revision, name, input))
          .thenApply(ApiConformanceTest::answer);
    })) {
      try (Stream<Path> files = Files.walk(cases.get())) {
        for (Path file : files.filter(ApiConformanceTest::isApi).sorted().toList()) {
          ApiRecording recording = ApiRecording.read(file);
          if (recording.uses(OPERATIONS)) {
            all++;
            recording.replay(server)
                .ifPresent(difference -> failed.add(recording.id() + ": " + difference));
          }
        }
      }
      Objects.requireNonNull(worker.get()).close();
    }

    System.out.println("api-conformance: " + (all - failed.size()) + "/" + all);
    failed.forEach(System.out::println);
    assertThat(all - failed.size()).isGreaterThanOrEqualTo(FLOOR);
  }

  private static StartAnswer answer(Started started) {
    return switch (started) {
      case Started.Running running ->
        new StartAnswer.Running(running.name(), running.startedAt());
      case Started.NameTaken taken -> new StartAnswer.NameTaken(taken.name());
      case Started.Overloaded _ -> new StartAnswer.Overloaded();
    };
  }

  private static boolean isApi(Path file) {
    try {
      return file.toString().endsWith(".json")
          && Files.readString(file).contains("\"kind\": \"api\"");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Beside the repository, which is somewhere above the module. */
  private static Optional<Path> cases() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path cases = at.resolve("../shared/conformance/cases").normalize();
      if (Files.isDirectory(cases)) {
        return Optional.of(cases);
      }
    }
    return Optional.empty();
  }
}
