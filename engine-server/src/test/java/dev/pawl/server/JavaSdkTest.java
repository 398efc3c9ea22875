package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.db.TestDatabase;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.SfnClientBuilder;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InspectionLevel;
import software.amazon.awssdk.services.sfn.model.RoutingConfigurationListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.SyncExecutionStatus;
import software.amazon.awssdk.services.sfn.model.Tag;
import software.amazon.awssdk.services.sfn.model.TestExecutionStatus;

/** Every operation of the service, called by the AWS SDK for Java with nothing but the endpoint changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final String PASS = "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}";
  private static final String MAP = """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "MaxConcurrency": 1,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
          "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": true}}}}}}""";

  @TempDir
  private static Path folder = Path.of("target");

  private final Set<String> called = new TreeSet<>();
  private TestDatabase database;
  private PawlProcess pawl;

  @BeforeAll
  void start() {
    database = TestDatabase.create();
    pawl = PawlProcess.signed(folder.resolve("pawl.log"), database);
  }

  @AfterAll
  void stop() {
    pawl.close();
    database.close();
  }

  @Test
  void allOperationsAreCalled() {
    try (SfnClient sfn = client(pawl.endpoint())
        .overrideConfiguration(o -> o
            .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true)
            .addExecutionInterceptor(new Recorder()))
        .build()) {
      String activity = activities(sfn);
      String machine = stateMachines(sfn, activity);
      executions(sfn, machine, activity);
      mapRuns(sfn);
      sfn.deleteStateMachineAlias(r -> r.stateMachineAliasArn(machine + ":PROD"));
      sfn.deleteStateMachineVersion(r -> r.stateMachineVersionArn(machine + ":1"));
      sfn.deleteStateMachine(r -> r.stateMachineArn(machine));
      sfn.deleteActivity(r -> r.activityArn(activity));
    }

    assertThat(called).containsExactlyElementsOf(ServiceOperations.all());
  }

  /** As where {@code sync-} and the endpoint's name are known to DNS. */
  @Test
  void theHostPrefixLeadsToTheServerWhereItsNameDoes() {
    URI endpoint = URI.create("http://pawl.example:" + pawl.endpoint().getPort());
    try (SfnClient sfn = client(endpoint)
        .httpClientBuilder(ApacheHttpClient.builder().dnsResolver(
            _ -> new InetAddress[]{InetAddress.getLoopbackAddress()}))
        .build()) {
      synchronous(sfn, "prefixed");
    }
  }

  private static String activities(SfnClient sfn) {
    String activity = sfn.createActivity(r -> r.name("java-work")).activityArn();
    assertThat(sfn.describeActivity(r -> r.activityArn(activity)).name()).isEqualTo("java-work");
    assertThat(sfn.listActivitiesPaginator().activities()).anyMatch(
        listed -> listed.activityArn().equals(activity));
    return activity;
  }

  private static String stateMachines(SfnClient sfn, String activity) {
    String definition = "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Task\",\"Resource\":\""
        + activity + "\",\"HeartbeatSeconds\":300,\"End\":true}}}";
    assertThat(sfn.validateStateMachineDefinition(r -> r.definition(definition)).diagnostics())
        .isEmpty();
    String machine = sfn.createStateMachine(
        r -> r.name("java-orders").roleArn(ROLE).definition(PASS).publish(true))
        .stateMachineArn();
    sfn.updateStateMachine(r -> r.stateMachineArn(machine).definition(definition));
    String second = sfn.publishStateMachineVersion(r -> r.stateMachineArn(machine))
        .stateMachineVersionArn();
    assertThat(sfn.listStateMachineVersions(r -> r.stateMachineArn(machine))
        .stateMachineVersions()).hasSize(2);
    String alias = sfn.createStateMachineAlias(
        r -> r.name("PROD").routingConfiguration(route(machine + ":1", 60), route(second, 40)))
        .stateMachineAliasArn();
    sfn.updateStateMachineAlias(
        r -> r.stateMachineAliasArn(alias).routingConfiguration(route(second, 100)));
    assertThat(sfn.describeStateMachineAlias(r -> r.stateMachineAliasArn(alias))
        .routingConfiguration()).containsExactly(route(second, 100));
    assertThat(sfn.listStateMachineAliases(r -> r.stateMachineArn(machine)).stateMachineAliases())
        .hasSize(1);
    assertThat(sfn.describeStateMachine(r -> r.stateMachineArn(second)).definition())
        .isEqualTo(definition);
    assertThat(sfn.listStateMachinesPaginator().stateMachines()).isNotEmpty();
    sfn.tagResource(r -> r.resourceArn(machine).tags(
        Tag.builder().key("tier").value("gold").build(),
        Tag.builder().key("old").value("").build()));
    sfn.untagResource(r -> r.resourceArn(machine).tagKeys("old"));
    assertThat(sfn.listTagsForResource(r -> r.resourceArn(machine)).tags())
        .extracting(Tag::value).containsExactly("gold");
    return machine;
  }

  private static void executions(SfnClient sfn, String machine, String activity) {
    String good = sfn.startExecution(r -> r.stateMachineArn(machine + ":PROD").input("{}"))
        .executionArn();
    String token = sfn.getActivityTask(r -> r.activityArn(activity)).taskToken();
    sfn.sendTaskHeartbeat(r -> r.taskToken(token));
    sfn.sendTaskSuccess(r -> r.taskToken(token).output("{}"));
    ends(sfn, good, ExecutionStatus.SUCCEEDED);
    assertThat(sfn.describeStateMachineForExecution(r -> r.executionArn(good)).name())
        .isEqualTo("java-orders");
    assertThat(sfn.getExecutionHistory(r -> r.executionArn(good)).events()).isNotEmpty();
    assertThat(sfn.listExecutions(r -> r.stateMachineArn(machine)).executions()).hasSize(1);

    String bad = sfn.startExecution(r -> r.stateMachineArn(machine).input("{}")).executionArn();
    String other = sfn.getActivityTask(r -> r.activityArn(activity)).taskToken();
    sfn.sendTaskFailure(r -> r.taskToken(other).error("Broken"));
    ends(sfn, bad, ExecutionStatus.FAILED);
    sfn.redriveExecution(r -> r.executionArn(bad));
    sfn.stopExecution(r -> r.executionArn(bad));
    ends(sfn, bad, ExecutionStatus.ABORTED);
    synchronous(sfn, "java-quick");
  }

  /** The two operations that go to the host with the prefix. */
  private static void synchronous(SfnClient sfn, String name) {
    String quick = sfn.createStateMachine(
        r -> r.name(name).type(StateMachineType.EXPRESS).roleArn(ROLE).definition(PASS))
        .stateMachineArn();
    assertThat(sfn.startSyncExecution(r -> r.stateMachineArn(quick).input("{}")).status())
        .isEqualTo(SyncExecutionStatus.SUCCEEDED);
    assertThat(sfn.testState(r -> r.definition("{\"Type\":\"Pass\",\"End\":true}").input("{}")
        .inspectionLevel(InspectionLevel.DEBUG)).status())
        .isEqualTo(TestExecutionStatus.SUCCEEDED);
  }

  private static void mapRuns(SfnClient sfn) {
    String many = sfn.createStateMachine(r -> r.name("java-many").roleArn(ROLE).definition(MAP))
        .stateMachineArn();
    String mapping = sfn.startExecution(r -> r.stateMachineArn(many).input("[1,2,3]"))
        .executionArn();
    String mapRun = await().atMost(Duration.ofSeconds(30)).until(
        () -> sfn.listMapRuns(r -> r.executionArn(mapping)).mapRuns(), runs -> !runs.isEmpty())
        .getFirst().mapRunArn();
    sfn.updateMapRun(r -> r.mapRunArn(mapRun).maxConcurrency(2));
    assertThat(sfn.describeMapRun(r -> r.mapRunArn(mapRun)).maxConcurrency()).isEqualTo(2);
    sfn.stopExecution(r -> r.executionArn(mapping));
  }

  private static void ends(SfnClient sfn, String execution, ExecutionStatus status) {
    await().atMost(Duration.ofSeconds(30)).until(
        () -> sfn.describeExecution(r -> r.executionArn(execution)).status(), status::equals);
  }

  private static RoutingConfigurationListItem route(String version, int weight) {
    return RoutingConfigurationListItem.builder().stateMachineVersionArn(version).weight(weight)
        .build();
  }

  static SfnClientBuilder client(URI endpoint) {
    return SfnClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider
                .create(AwsBasicCredentials.create(Commands.KEY, Commands.SECRET)));
  }

  /** Writes down which operations were called and answered. */
  private final class Recorder implements ExecutionInterceptor {
    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      called.add(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }
  }
}
