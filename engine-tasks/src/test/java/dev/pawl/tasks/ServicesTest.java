package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Json;
import dev.pawl.core.outcome.StatesError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of all protocols by one way of calling: the SDK's real clients, and a server that answers as AWS does. */
final class ServicesTest {
  private HttpServer server;
  private Connectors connectors;

  /** What is answered. */
  private int status = 200;
  private String type = "application/x-amz-json-1.1";
  private String answer = "{}";

  /** What came in. */
  private String target = "";
  private String path = "";
  private String body = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      target = Objects.toString(exchange.getRequestHeaders().getFirst("X-Amz-Target"), "");
      path = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("x-amzn-RequestId", "r-1");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    server.start();
    connectors = new Connectors(Attempts.SETTINGS.withAwsEndpoint(Optional.of(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))));
  }

  @AfterEach
  void stop() {
    connectors.close();
    server.stop(0);
  }

  private Map<?, ?> ok(String resource, String parameters) throws InterruptedException {
    return Attempts.result(Attempts.call(connectors, Attempts.service(resource), parameters));
  }

  private StatesError error(String resource, String parameters) throws InterruptedException {
    return Attempts.error(Attempts.call(connectors, Attempts.service(resource), parameters));
  }

  @Test
  void json() throws InterruptedException {
    answer = """
        {"TaskExecutionArn": "arn:e", "Status": "SUCCESS", "StartTime": 1767225600.5,
         "BytesTransferred": 7, "Result": {"ErrorCode": ""}}""";

    Map<?, ?> result = ok("aws-sdk:datasync:describeTaskExecution",
        "{\"TaskExecutionArn\": \"arn:e\"}");

    assertThat(target).isEqualTo("FmrsService.DescribeTaskExecution");
    assertThat(body).isEqualTo("{\"TaskExecutionArn\":\"arn:e\"}");
    assertThat(result.get("Status")).isEqualTo("SUCCESS");
    assertThat(result.get("StartTime")).isEqualTo("2026-01-01T00:00:00.500Z");
    assertThat(result.get("BytesTransferred")).hasToString("7");
    assertThat(result.keySet().stream().map(String::valueOf))
        .doesNotContain("SdkHttpMetadata", "EndTime");
  }

  @Test
  void queryWithXml() throws InterruptedException {
    type = "text/xml";
    answer = """
        <CreateUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateUserResult><User>
        <Path>/</Path><UserName>ann</UserName><UserId>AID</UserId><Arn>arn:aws:iam::1:user/ann</Arn>
        <CreateDate>2026-01-01T00:00:00Z</CreateDate></User></CreateUserResult>
        <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></CreateUserResponse>""";

    Map<?, ?> user = Attempts.inner(ok("aws-sdk:iam:createUser",
        "{\"UserName\": \"ann\", \"Tags\": [{\"Key\": \"k\", \"Value\": \"v\"}]}"), "User");

    assertThat(body).contains("Action=CreateUser", "UserName=ann", "Tags.member.1.Key=k");
    assertThat(user.get("UserName")).isEqualTo("ann");
    assertThat(user.get("CreateDate")).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void restWithJson() throws InterruptedException {
    type = "application/json";
    answer = "{\"cluster\": {\"name\": \"c\", \"status\": \"ACTIVE\", \"tags\": {\"a b\": \"c\"}}}";

    Map<?, ?> cluster = Attempts.inner(ok("aws-sdk:eks:describeCluster", "{\"Name\": \"c\"}"),
        "Cluster");

    assertThat(path).isEqualTo("GET /clusters/c");
    assertThat(cluster.get("Status")).isEqualTo("ACTIVE");
    assertThat(cluster.get("Tags")).isEqualTo(Map.of("a b", "c"));
  }

  @Test
  void restWithXml() throws InterruptedException {
    type = "text/xml";
    answer = """
        <ListHostedZonesResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones>
        <HostedZone><Id>/hostedzone/Z</Id><Name>a.test.</Name><CallerReference>r</CallerReference></HostedZone>
        </HostedZones><Marker/><IsTruncated>false</IsTruncated><MaxItems>5</MaxItems></ListHostedZonesResponse>""";

    Map<?, ?> result = ok("aws-sdk:route53:listHostedZones", "{\"MaxItems\": \"5\"}");

    assertThat(path).isEqualTo("GET /2013-04-01/hostedzone?maxitems=5");
    assertThat((List<?>) result.get("HostedZones")).hasSize(1);
    assertThat(result.get("IsTruncated")).isEqualTo(false);
  }

  @Test
  void errorsHaveTheirNames() throws InterruptedException {
    status = 400;
    answer = "{\"__type\": \"ResourceNotFoundException\", \"Message\": \"none\"}";
    StatesError modelled = error("aws-sdk:secretsmanager:getSecretValue", "{\"SecretId\": \"s\"}");
    assertThat(modelled.name()).isEqualTo("SecretsManager.ResourceNotFoundException");
    assertThat(modelled.cause())
        .startsWith("none (Service: SecretsManager, Status Code: 400, Request ID: r-1)");

    answer = "{\"__type\": \"OddException\", \"Message\": \"odd\"}";
    assertThat(error("aws-sdk:secretsmanager:getSecretValue", "{\"SecretId\": \"s\"}").name())
        .isEqualTo("SecretsManager.SecretsManagerException");
  }

  @Test
  void optimizedErrorsReadAsOfTheSdksFirstVersion() throws InterruptedException {
    status = 400;
    answer = "{\"__type\": \"ClusterNotFoundException\", \"message\": \"no cluster\"}";
    StatesError error = error("ecs:runTask", "{\"TaskDefinition\": \"t\"}");
    assertThat(error.name()).isEqualTo("ECS.ClusterNotFoundException");
    assertThat(error.cause()).isEqualTo("no cluster (Service: AmazonECS; Status Code: 400; Error"
        + " Code: ClusterNotFoundException; Request ID: r-1; Proxy: null)");

    answer = "{\"__type\": \"OddException\", \"message\": \"odd\"}";
    assertThat(error("glue:startJobRun", "{\"JobName\": \"j\"}").name())
        .isEqualTo("Glue.AWSGlueException");
  }

  @Test
  void eventsTellWhoSentThem() throws InterruptedException {
    answer = "{\"FailedEntryCount\": 0, \"Entries\": [{\"EventId\": \"e-1\"}]}";

    Map<?, ?> result = ok("events:putEvents", """
        {"Entries": [{"Source": "orders", "DetailType": "t", "Detail": {"a": [1]},
          "Resources": ["arn:mine"], "EventBusName": "b"}]}""");

    assertThat(target).isEqualTo("AWSEvents.PutEvents");
    Map<?, ?> sent = (Map<?, ?>) ((List<?>) Objects.requireNonNull(
        ((Map<?, ?>) Objects.requireNonNull(Json.parse(body))).get("Entries"))).getFirst();
    assertThat(sent.get("Detail")).isEqualTo("{\"a\":[1]}");
    assertThat(sent.get("Resources")).isEqualTo(List.of("arn:mine",
        "arn:aws:states:us-east-1:123456789012:execution:m:e",
        "arn:aws:states:us-east-1:123456789012:stateMachine:m"));
    assertThat(result.keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrder("FailedEntryCount", "Entries");
  }

  @Test
  void anEventThatIsNotTakenFailsTheTask() throws InterruptedException {
    answer = """
        {"FailedEntryCount": 1, "Entries": [{"EventId": "e-1"},
          {"ErrorCode": "InternalFailure", "ErrorMessage": "again"}]}""";
    StatesError error = error("events:putEvents",
        "{\"Entries\": [{\"Source\": \"s\", \"DetailType\": \"t\", \"Detail\": \"{}\"}]}");
    assertThat(error.name()).isEqualTo("EventBridge.FailedEntry");
    assertThat(error.cause()).contains("\"FailedEntryCount\":1", "InternalFailure");

    status = 400;
    answer = "{\"__type\": \"ResourceNotFoundException\", \"message\": \"no bus\"}";
    error = error("events:putEvents", "{\"Entries\": []}");
    assertThat(error.name()).isEqualTo("EventBridge.ResourceNotFoundException");
    assertThat(error.cause()).isEqualTo("no bus (Service: AmazonEventBridge; Status Code: 400;"
        + " Error Code: ResourceNotFoundException; Request ID: r-1; Proxy: null)");
  }

  @Test
  void oddEventsAreRefusedBeforeTheyAreSent() throws InterruptedException {
    for (String odd : List.of("[]", "{\"Entries\": 1}", "{\"Entries\": [1]}", "{\"Odd\": 1}",
        "{\"Entries\": [{\"Resources\": \"text\", \"Odd\": 2}]}")) {
      assertThat(error("events:putEvents", odd).name()).as(odd).isEqualTo("States.Runtime");
    }
    assertThat(path).isEmpty();
  }

  @Test
  void otherServicesComeByTheirJars(@TempDir Path folder) throws IOException {
    var resource = Attempts.service("aws-sdk:polly:describeVoices");
    assertThat(connectors.offers(resource)).isFalse();

    Files.writeString(folder.resolve("read.me"), "no jar");
    try (Connectors more = new Connectors(
        Attempts.SETTINGS.withSdkFolder(Optional.of(folder)))) {
      assertThat(more.offers(resource)).isFalse();
      assertThat(more.offers(Attempts.service("aws-sdk:iam:createUser"))).isTrue();
    }
    assertThatThrownBy(() -> new Connectors(
        Attempts.SETTINGS.withSdkFolder(Optional.of(folder.resolve("none")))))
        .isInstanceOf(InvalidTaskSettingsException.class).hasMessageContaining("PAWL_SDK_DIR");
  }
}
