package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.CliException;
import dev.pawl.cli.ExitCodes;
import dev.pawl.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Definitions run on this machine, and what people and programs see of it. */
@Timeout(60)
class RunCommandTest {
  private static final String DEFINITION = """
      {"StartAt": "Charge", "States": {
        "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": {"FunctionName": "charge", "Payload.$": "$"},
          "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3600}],
          "Catch": [{"ErrorEquals": ["Declined"], "Next": "No"}], "Next": "Pause"},
        "Pause": {"Type": "Wait", "Seconds": 86400, "Next": "Yes"},
        "Yes": {"Type": "Pass", "Result": "shipped", "End": true},
        "No": {"Type": "Fail", "Error": "Refused", "Cause": "no money"}}}""";
  private static final String MOCKS = """
      {"Charge": [{"errorOutput": {"error": "Busy", "cause": "later"}},
                  {"result": {"StatusCode": 200, "Payload": {}}}]}""";

  @TempDir
  private Path folder = Path.of("");

  private final StringWriter printed = new StringWriter();
  private String said = "";

  private int run(String... arguments) {
    return new CommandLine(new RunCommand()).setOut(new PrintWriter(printed, true))
        .setErr(new PrintWriter(new StringWriter()))
        .setExecutionExceptionHandler((e, _, _) -> {
          if (e instanceof CliException refused) {
            said = String.valueOf(e.getMessage());
            return refused.exitCode();
          }
          throw e;
        })
        .execute(arguments);
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void statesAreToldOneAfterTheOtherWithTheirAttempts() throws Exception {
    int code = run(file("orders.asl.json", DEFINITION), "--mocks", file("m.json", MOCKS),
        "--skip-waits", "--input", "{\"a\":1}");

    assertThat(code).isZero();
    List<String> lines = printed.toString().lines().map(String::strip).toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).matches("\\d+ ms +Task +FAILED +Charge +Busy: later");
    assertThat(lines.get(1)).matches("3600.\\d s +Task +SUCCEEDED Charge +attempt 2");
    assertThat(lines.get(2)).matches("86400.\\d s +Wait +SUCCEEDED Pause");
    assertThat(lines.get(3)).matches("\\d+ ms +Pass +SUCCEEDED Yes");
    assertThat(lines.get(4)).isEqualTo("status   SUCCEEDED");
    assertThat(lines.get(5)).isEqualTo("output   \"shipped\"");
  }

  @Test
  void aFailureEndsWithItsErrorAndCode() throws Exception {
    int code = run(file("d.json", DEFINITION), "--skip-waits", "--mocks",
        file("m.json", "{\"Charge\": {\"errorOutput\": {\"error\": \"Declined\"}}}"));

    assertThat(code).isEqualTo(ExitCodes.NO);
    assertThat(printed.toString()).containsPattern("Task +CAUGHT +Charge")
        .containsPattern("Fail +FAILED +No +Refused: no money")
        .endsWith("status   FAILED\nerror    Refused\ncause    no money\n");
  }

  @Test
  void programsGetOneDocumentWithTheHistory() throws Exception {
    int code = run(file("d.json", DEFINITION), "--mocks", file("m.json", MOCKS), "--skip-waits",
        "--output", "json", "--name", "first");

    assertThat(code).isZero();
    assertThat(printed.toString().lines()).hasSize(1);
    Map<?, ?> document = (Map<?, ?>) Objects.requireNonNull(Json.parse(printed.toString()));
    assertThat(document.get("status")).isEqualTo("SUCCEEDED");
    assertThat(document.get("output")).isEqualTo("\"shipped\"");
    assertThat((List<?>) document.get("history")).hasSizeGreaterThan(10).first()
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("type", "ExecutionStarted");
  }

  @Test
  void aTestCaseOfAMockConfigurationIsChosen() throws Exception {
    String mocks = file("MockConfigFile.json", """
        {"StateMachines": {"orders": {"TestCases": {
            "Good": {"Charge": "Paid"}, "Bad": {"Charge": "Declined"}}}},
         "MockedResponses": {"Paid": {"0": {"Return": {}}},
            "Declined": {"0": {"Throw": {"Error": "Declined", "Cause": "x"}}}}}""");
    String definition = file("d.json", DEFINITION);

    assertThat(run(definition, "--skip-waits", "--mocks", mocks, "--test-case", "Good")).isZero();
    assertThat(run(definition, "--skip-waits", "--mocks", mocks, "--test-case", "Bad"))
        .isEqualTo(ExitCodes.NO);
    assertThat(run(definition, "--skip-waits", "--mocks", mocks)).isEqualTo(2);
    assertThat(said).isEqualTo(mocks + ": StateMachines.orders.TestCases: The mocks have more than"
        + " one test case; choose of Good, Bad.");
  }

  @Test
  void whatIsWrongIsOneSentence() throws Exception {
    String good = file("d.json", DEFINITION);

    assertThat(run(folder.resolve("none.json").toString())).isEqualTo(ExitCodes.UNREADABLE);
    assertThat(run(file("x.json", "{}"))).isEqualTo(2);
    assertThat(said).startsWith("Invalid State Machine Definition");
    assertThat(run(good, "--input", "{")).isEqualTo(2);
    assertThat(said).startsWith("The input is not JSON");
    assertThat(run(good, "--test-case", "A")).isEqualTo(2);
    assertThat(run(good, "--timeout", "0")).isEqualTo(2);
  }

  @Test
  void aStateThatNeedsAMockIsNamed() throws Exception {
    String definition = file("d.json", DEFINITION.replace("lambda:invoke",
        "sqs:sendMessage.waitForTaskToken"));

    assertThat(run(definition)).isEqualTo(ExitCodes.NO);
    assertThat(said).startsWith("The state 'Charge' waits for its task token")
        .endsWith("Mock it.");
  }

  @Test
  void aRunThatTakesTooLongIsStopped() throws Exception {
    String waiting = file("w.json", """
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": true}}}""");

    assertThat(run(waiting, "--timeout", "1")).isEqualTo(ExitCodes.NOT_OVER);
    assertThat(printed.toString()).contains("status   ABORTED").contains("--timeout was over");
  }

  @Test
  void childrenOfADistributedMapAreToldByTheirNumbersAndAFailureOnce() throws Exception {
    String definition = file("d.json", """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
          "StartAt": "Ship", "States": {"Ship": {"Type": "Task", "End": true,
            "Resource": "arn:aws:lambda:us-east-1:000000000000:function:ship"}}}}}}""");
    String mocks = file("m.json",
        "{\"Ship\": [{\"result\": 1}, {\"errorOutput\": {\"error\": \"E\"}}]}");

    assertThat(run(definition, "--input", "[1,2]", "--mocks", mocks, "--skip-waits"))
        .isEqualTo(ExitCodes.NO);
    assertThat(printed.toString().lines().toList()).hasSize(6)
        .anyMatch(line -> line.endsWith("SUCCEEDED Each[0] Ship"))
        .anyMatch(line -> line.endsWith("FAILED    Each[1] Ship  E"));
  }

  @Test
  void expressMachinesRun() throws Exception {
    assertThat(run(file("d.json", DEFINITION.replace("86400", "5")), "--type", "EXPRESS",
        "--skip-waits", "--mocks",
        file("m.json", "{\"Charge\": {\"result\": {\"StatusCode\": 200}}}"))).isZero();
  }
}
