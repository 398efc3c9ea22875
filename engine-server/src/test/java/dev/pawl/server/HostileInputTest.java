package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.SfnException;

/**
 * Definitions and inputs that are large, deep, or written to bring a node down, against a real process with
 * a small heap. Each ends as documented in docs/limits.md while another execution goes on, and leaves
 * nothing behind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileInputTest {
  private static final int HEAP_MEGABYTES = 256;
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String GOOD = "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}";
  private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]+)\"");
  private static final Pattern USED_HEAP = Pattern.compile("used (\\d+)K");

  @TempDir
  private static Path folder = Path.of("target");

  private PawlProcess pawl;
  private SfnClient sfn;
  private String good;
  private List<String> threadsBefore;

  @BeforeAll
  void start() {
    pawl = PawlProcess.devWithin(HEAP_MEGABYTES, folder.resolve("data"), java.util.Map.of());
    sfn = Workflows.client(pawl);
    good = machine(GOOD);
    assertThat(end(good, "{}").status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    threadsBefore = workerThreads();
  }

  @AfterAll
  void stop() {
    sfn.close();
    pawl.close();
  }

  static Stream<Arguments> hostileStates() {
    String timeout = "evaluation timeout: Check for infinite loop";
    String memory = "evaluation memory limit exceeded: Check for excessive memory usage";
    String stack = "Stack overflow error: Check for non-terminating recursive function";
    return Stream.of(
        jsonata("($d := function($s, $n){$n = 0 ? $s : $d($s & $s, $n - 1)}; $d('x', 60))", memory),
        jsonata("$reduce([1..40], function($a, $i){[$a, $a]}, [1])", memory),
        jsonata("$reduce([1..40], function($a, $i){{'l': $a, 'r': $a}}, {'x': 1})", memory),
        jsonata("($f := function($n){$f($n + 1)}; $f(1))", "Expression evaluation "),
        jsonata("($f := function($n){1 + $f($n)}; $f(1))", stack),
        jsonata("[1..1000000000]",
            "D2014: The size of the sequence allocated by the range operator"),
        jsonata("[1..1000000]", memory),
        jsonata("$match($states.input.a, /^(.*a){15}b$/)", timeout),
        jsonata("$contains($states.input.a, /^(.*a){15}b$/)", timeout),
        jsonata("$pad('x', 2000000000)", memory),
        jsonata("$string([1..800000].($states.input.long))", memory),
        jsonata("($l := [1..2000].($states.input.long); $join($l))", memory),
        jsonata(
            "$contains($pad('', 4000000, 'a'), $pad('', 2000000, 'a') & 'b') ? 1 : $error('absent')",
            "absent"),
        jsonata("$map([1..800000], function($i){$map([1..800000], function($j){$j})})", memory),
        state("\"Parameters\": {\"v.$\": \"$.c[?(@ =~ /^(.*a){15}b$/)]\"}", "States.Runtime",
            "took too long"),
        state("\"InputPath\": \"$.n[?(@ in $.n)]\"", "States.Runtime", "took too long"),
        state("\"Parameters\": {\"a.$\": \"$.long\", \"b.$\": \"$.long\"}",
            "States.DataLimitExceeded",
            "returned a result with a size exceeding the maximum number of bytes service limit."),
        state("\"QueryLanguage\": \"JSONata\", \"Output\": \"{% $pad('', 300000) %}\"",
            "States.DataLimitExceeded",
            "returned a result with a size exceeding the maximum number of bytes service limit."));
  }

  private static Arguments jsonata(String expression, String cause) {
    return state("\"QueryLanguage\": \"JSONata\", \"Output\": \"{% " + expression + " %}\"",
        "States.QueryEvaluationError", cause);
  }

  private static Arguments state(String fields, String error, String cause) {
    return Arguments.of(fields, error, cause);
  }

  @ParameterizedTest
  @Order(1)
  @MethodSource("hostileStates")
  void aHostileStateFailsItsOwnExecutionOnly(String fields, String error, String cause) {
    String machine = machine("{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","
        + "\"End\":true," + fields + "}}}");
    String letters = "a".repeat(42);
    String hostile = start(machine, "{\"a\":\"" + letters + "\",\"c\":[\"" + letters
        + "\"],\"n\":" + IntStream.range(0, 9_000).boxed().toList() + ",\"long\":\""
        + "a".repeat(200_000) + "\"}");

    assertThat(end(good, "1").status()).isEqualTo(ExecutionStatus.SUCCEEDED);

    DescribeExecutionResponse ended = ended(hostile);
    assertThat(ended.statusAsString() + " " + ended.error() + " " + ended.cause())
        .startsWith("FAILED " + error + " ").contains(cause);
  }

  @Test
  @Order(1)
  void aLoopEndsWithAFullHistory() {
    String machine = machine(
        """
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
          "B": {"Type": "Choice", "Default": "A", "Choices": [
            {"Variable": "$", "IsPresent": false, "Next": "Never"}]}, "Never": {"Type": "Succeed"}}}""");
    String loop = start(machine, "{}");

    assertThat(end(good, "1").status()).isEqualTo(ExecutionStatus.SUCCEEDED);

    DescribeExecutionResponse ended = ended(loop);
    assertThat(ended.error()).isEqualTo("States.Runtime");
    assertThat(ended.cause())
        .isEqualTo("The execution reached the maximum number of history events (25000).");
  }

  @Test
  @Order(1)
  void deepInputIsRefusedAndTheDeepestAllowedIsPassed() {
    assertThatThrownBy(() -> start(good, nested(1_000)))
        .isInstanceOf(InvalidExecutionInputException.class);

    assertThat(end(good, nested(400)).output()).isEqualTo(nested(400));
  }

  @Test
  @Order(1)
  void anInputOverTheLimitIsRefused() {
    assertThatThrownBy(() -> start(good, "\"" + "x".repeat(262_143) + "\""))
        .isInstanceOf(SfnException.class)
        .hasMessageContaining("262144");
  }

  @Test
  @Order(1)
  void aDefinitionOfAMegabyteWorksAndALargerOneIsRefused() {
    String large = GOOD.replace("{\"StartAt",
        "{\"Comment\":\"" + "x".repeat(1_040_000) + "\",\"StartAt");

    assertThat(end(machine(large), "1").status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThatThrownBy(() -> machine(large.replace("xx", "xxx")))
        .isInstanceOf(SfnException.class)
        .hasMessageContaining("more than 1048576 bytes");
  }

  @Test
  @Order(1)
  void tenThousandStatesAreAMachineLikeOthers() {
    String states = IntStream.range(0, 10_000).mapToObj(i -> "\"S" + i + "\":{\"Type\":\"Pass\","
        + (i == 9_999 ? "\"End\":true}" : "\"Next\":\"S" + (i + 1) + "\"}"))
        .collect(Collectors.joining(",", "{\"StartAt\":\"S0\",\"States\":{", "}}"));

    DescribeExecutionResponse ended = end(machine(states), "{}");

    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @Test
  @Order(1)
  void pathsThatCouldRunForEverAreRefusedAtCreation() {
    for (String path : List.of("$..*..*", "$.items[?(@.sku in $.items[*].sku)]")) {
      assertThatThrownBy(() -> machine("{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","
          + "\"InputPath\":\"" + path + "\",\"End\":true}}}"))
          .isInstanceOf(InvalidDefinitionException.class);
    }
  }

  @Test
  @Order(1)
  void deepExpressionsAreRefusedAtCreation() {
    String expression = "[".repeat(10_000) + "]".repeat(10_000);

    assertThatThrownBy(() -> machine("{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","
        + "\"QueryLanguage\":\"JSONata\",\"Output\":\"{%" + expression + "%}\",\"End\":true}}}"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("INVALID_JSONATA_EXPRESSION");
  }

  @Test
  @Order(2)
  void nothingIsLeftBehind() {
    assertThat(end(good, "1").status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    await().atMost(LONGEST).untilAsserted(
        () -> assertThat(workerThreads()).containsExactlyInAnyOrderElementsOf(threadsBefore));
    pawl.diagnose("GC.run");
    var used = USED_HEAP.matcher(pawl.diagnose("GC.heap_info"));
    assertThat(used.find()).isTrue();
    assertThat(Integer.parseInt(used.group(1))).isLessThan(HEAP_MEGABYTES * 1_024 / 2);
    assertThat(pawl.log()).content().doesNotContain("OutOfMemoryError", "Proc not found",
        "cannot be advanced", "does not end");
  }

  /** The threads that compute bursts and write them, by name. */
  private List<String> workerThreads() {
    return THREAD.matcher(pawl.diagnose("Thread.print")).results().map(found -> found.group(1))
        .filter(name -> Stream
            .of("interpreter", "commits", "starts", "reader", "housekeeping")
            .anyMatch(name::startsWith))
        .toList();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private String machine(String definition) {
    return sfn.createStateMachine(
        create -> create.name("m-" + UUID.randomUUID()).roleArn(ROLE).definition(definition))
        .stateMachineArn();
  }

  private String start(String machine, String input) {
    return sfn.startExecution(start -> start.stateMachineArn(machine).input(input)).executionArn();
  }

  private DescribeExecutionResponse end(String machine, String input) {
    return ended(start(machine, input));
  }

  private DescribeExecutionResponse ended(String arn) {
    return await().atMost(LONGEST).pollInterval(Duration.ofMillis(20)).until(
        () -> sfn.describeExecution(describe -> describe.executionArn(arn)),
        execution -> execution.status() != ExecutionStatus.RUNNING);
  }
}
