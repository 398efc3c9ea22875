package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.core.json.Json;
import dev.pawl.db.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stock {@code aws} command works with nothing but the endpoint changed. */
class AwsCliTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final String DEFINITION = """
      {"StartAt": "P", "States": {
        "P": {"Type": "Pass", "Result": "Grüße", "ResultPath": "$.said", "Next": "W"},
        "W": {"Type": "Wait", "SecondsPath": "$.seconds", "End": true}}}""";

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void theCommandsOfAnExecutionsLifeWork() {
    assumeTrue(Commands.exist("aws"), "skipped: there is no aws on the PATH");
    try (TestDatabase database = TestDatabase.create();
        PawlProcess pawl = PawlProcess.signed(folder.resolve("pawl.log"), database)) {
      Commands commands = new Commands(folder, Commands.pointingAt(pawl));
      String machine = string(aws(commands, "create-state-machine", "--name", "cli",
          "--definition", DEFINITION, "--role-arn", ROLE), "stateMachineArn");
      String arn = start(commands, machine, "short", 0);
      String other = start(commands, machine, "long", 600);

      Map<?, ?> ended = org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(
          () -> aws(commands, "describe-execution", "--execution-arn", arn),
          answer -> !string(answer, "status").equals("RUNNING"));
      assertThat(string(ended, "status")).isEqualTo("SUCCEEDED");
      assertThat(Json.parse(string(ended, "output")))
          .isEqualTo(Json.parse("{\"seconds\":0,\"said\":\"Grüße\"}"));

      Map<?, ?> some = aws(commands, "get-execution-history", "--execution-arn", arn,
          "--max-items", "2", "--page-size", "2");
      assertThat(list(some, "events")).hasSize(2);
      Map<?, ?> rest = aws(commands, "get-execution-history", "--execution-arn", arn,
          "--starting-token", string(some, "NextToken"), "--page-size", "2");
      assertThat(list(rest, "events")).hasSize(4);

      aws(commands, "stop-execution", "--execution-arn", other, "--error", "Enough");
      assertThat(list(aws(commands, "list-executions", "--state-machine-arn", machine,
          "--status-filter", "ABORTED"), "executions"))
          .singleElement().extracting(found -> string(found, "executionArn")).isEqualTo(other);
      assertThat(list(aws(commands, "list-state-machines"), "stateMachines")).hasSize(1);
      assertThat(list(aws(commands, "list-activities"), "activities")).isEmpty();

      Commands.Ended missing = run(commands, "start-execution", "--state-machine-arn",
          machine + "-missing");
      assertThat(missing.code()).isNotZero();
      assertThat(missing.err())
          .contains("(StateMachineDoesNotExist) when calling the StartExecution operation");
    }
  }

  private static String start(Commands commands, String machine, String name, int seconds) {
    return string(aws(commands, "start-execution", "--state-machine-arn", machine, "--name", name,
        "--input", "{\"seconds\": " + seconds + "}"), "executionArn");
  }

  private static Map<?, ?> aws(Commands commands, String... arguments) {
    Commands.Ended ended = run(commands, arguments);
    assertThat(ended.code()).as(ended.err()).isZero();
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(ended.out()));
  }

  private static Commands.Ended run(Commands commands, String... arguments) {
    List<String> command = new ArrayList<>(List.of("aws", "stepfunctions", "--output", "json"));
    command.addAll(List.of(arguments));
    return commands.run(command);
  }

  private static String string(Object object, String name) {
    return String.valueOf(((Map<?, ?>) object).get(name));
  }

  private static List<?> list(Map<?, ?> object, String name) {
    return (List<?>) Objects.requireNonNull(object.get(name));
  }
}
