package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.json.Json;
import dev.pawl.tasks.real.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeMapRunResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.MapRunStatus;

/** Distributed Maps of a real Pawl process from and to a real S3 server, driven by the stock AWS SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class DistributedMapTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final String BUCKET = "orders";
  private static final String DEFINITION = """
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "Orders", "End": true,
        "ToleratedFailureCount": 1,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
          "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
          "Parameters": {"Bucket": "orders", "Key.$": "$.key"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "TYPE"},
          "StartAt": "Good", "States": {
            "Good": {"Type": "Choice", "Default": "Yes", "Choices": [
              {"Variable": "$.good", "StringEquals": "no", "Next": "No"}]},
            "Yes": {"Type": "Pass", "Parameters": {"id.$": "$.id"}, "End": true},
            "No": {"Type": "Fail", "Error": "Bad"}}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
          "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSON"},
          "Parameters": {"Bucket": "orders", "Prefix": "results"}}}}}
      """;

  @TempDir
  private static Path folder = Path.of("target");

  private S3Server s3;
  private PawlProcess pawl;
  private SfnClient sfn;

  @BeforeAll
  void startEverything() {
    s3 = S3Server.start();
    s3.client().createBucket(bucket -> bucket.bucket(BUCKET));
    pawl = PawlProcess.dev(folder.resolve("data"),
        Map.of("PAWL_AWS_ENDPOINT_URL_S3", s3.endpoint().toString()));
    sfn = Workflows.client(pawl);
  }

  @AfterAll
  void stopEverything() {
    // Null where the tests were skipped.
    if (s3 != null) {
      sfn.close();
      pawl.close();
      s3.close();
    }
  }

  @Test
  void theRowsOfAnObjectBecomeExecutionsAndTheirResultsObjects() {
    DescribeExecutionResponse ended = run("STANDARD", "id,good\n1,yes\n2,no\n3,yes\n");

    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    String mapRunArn = sfn.listMapRuns(list -> list.executionArn(ended.executionArn()))
        .mapRuns().getFirst().mapRunArn();
    DescribeMapRunResponse mapRun = sfn.describeMapRun(run -> run.mapRunArn(mapRunArn));
    assertThat(mapRun.status()).isEqualTo(MapRunStatus.SUCCEEDED);
    assertThat(mapRun.executionCounts().succeeded()).isEqualTo(2);
    assertThat(mapRun.executionCounts().failed()).isEqualTo(1);
    assertThat(mapRun.toleratedFailureCount()).isEqualTo(1);
    assertResults(ended, mapRunArn);
    assertChildren(mapRunArn);
  }

  @Test
  void resultsOfExpressChildrenAreWrittenToo() {
    DescribeExecutionResponse ended = run("EXPRESS", "id,good\n1,yes\n2,no\n3,yes\n");

    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertResults(ended, sfn.listMapRuns(list -> list.executionArn(ended.executionArn()))
        .mapRuns().getFirst().mapRunArn());
  }

  @Test
  void resultsAreWrittenWhereTooManyItemsFail() {
    DescribeExecutionResponse ended = run("STANDARD", "id,good\n1,no\n2,no\n");

    assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(ended.error()).isEqualTo("States.ExceedToleratedFailureThreshold");
    String id = idOf(sfn.listMapRuns(list -> list.executionArn(ended.executionArn()))
        .mapRuns().getFirst().mapRunArn());
    assertThat(list(stored("results/" + id + "/FAILED_0.json"))).hasSize(2);
  }

  @Test
  void aBucketThatIsMissingFailsTheReader() {
    String machine = machine("STANDARD");
    String arn = sfn.startExecution(
        start -> start.stateMachineArn(machine).input("{\"key\": \"nothing.csv\"}"))
        .executionArn();

    DescribeExecutionResponse ended = ended(arn);

    assertThat(ended.error()).isEqualTo("States.ItemReaderFailed");
    assertThat(ended.cause()).contains("does not exist");
  }

  private void assertResults(DescribeExecutionResponse ended, String mapRunArn) {
    String folderOfRun = "results/" + idOf(mapRunArn) + "/";
    Map<?, ?> output = object(ended.output());
    assertThat(output.get("MapRunArn")).isEqualTo(mapRunArn);
    assertThat(output.get("ResultWriterDetails"))
        .isEqualTo(Map.of("Bucket", BUCKET, "Key", folderOfRun + "manifest.json"));
    Map<?, ?> manifest = object(stored(folderOfRun + "manifest.json"));
    Map<?, ?> files = (Map<?, ?>) Objects.requireNonNull(manifest.get("ResultFiles"));
    assertThat(manifest.get("DestinationBucket")).isEqualTo(BUCKET);
    assertThat((List<?>) files.get("PENDING")).isEmpty();
    assertThat((List<?>) files.get("SUCCEEDED")).hasSize(1);
    assertThat(stored(folderOfRun + "SUCCEEDED_0.json"))
        .isEqualTo("[{\"id\":\"1\"},{\"id\":\"3\"}]");
    assertThat(list(stored(folderOfRun + "FAILED_0.json"))).singleElement()
        .satisfies(failed -> assertThat(((Map<?, ?>) failed).get("Error")).isEqualTo("Bad"));
  }

  private void assertChildren(String mapRunArn) {
    List<ExecutionListItem> children = sfn.listExecutions(list -> list.mapRunArn(mapRunArn))
        .executions();
    assertThat(children).hasSize(3).allSatisfy(child -> {
      assertThat(child.mapRunArn()).isEqualTo(mapRunArn);
      assertThat(child.itemCount()).isEqualTo(1);
    });
    ExecutionListItem failed = sfn
        .listExecutions(list -> list.mapRunArn(mapRunArn).statusFilter(ExecutionStatus.FAILED))
        .executions().getFirst();
    DescribeExecutionResponse child = sfn
        .describeExecution(execution -> execution.executionArn(failed.executionArn()));
    assertThat(child.mapRunArn()).isEqualTo(mapRunArn);
    assertThat(child.stateMachineArn()).endsWith("/Orders");
    assertThat(child.input()).isEqualTo("{\"id\":\"2\",\"good\":\"no\"}");
    assertThat(sfn.getExecutionHistory(history -> history.executionArn(failed.executionArn()))
        .events()).isNotEmpty();
  }

  private DescribeExecutionResponse run(String type, String csv) {
    String key = type + csv.length() + ".csv";
    s3.client().putObject(object -> object.bucket(BUCKET).key(key), RequestBody.fromString(csv));
    String machine = machine(type);
    return ended(sfn.startExecution(
        start -> start.stateMachineArn(machine).input(Json.write(Map.of("key", key))))
        .executionArn());
  }

  private String machine(String type) {
    return sfn.createStateMachine(
        create -> create.name("orders-" + type).roleArn(ROLE)
            .definition(DEFINITION.replace("TYPE", type)))
        .stateMachineArn();
  }

  private DescribeExecutionResponse ended(String arn) {
    return await().atMost(Duration.ofSeconds(60))
        .until(() -> sfn.describeExecution(execution -> execution.executionArn(arn)),
            answer -> answer.status() != ExecutionStatus.RUNNING);
  }

  private String stored(String key) {
    return s3.client().getObjectAsBytes(object -> object.bucket(BUCKET).key(key)).asUtf8String();
  }

  private static String idOf(String mapRunArn) {
    return mapRunArn.substring(mapRunArn.lastIndexOf(':') + 1);
  }

  private static Map<?, ?> object(String json) {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(json));
  }

  private static List<?> list(String json) {
    return (List<?>) Objects.requireNonNull(Json.parse(json));
  }
}
