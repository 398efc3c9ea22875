package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.db.TestDatabase;
import dev.pawl.tasks.real.SqsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationState;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Targets that EventBridge has of its own: API destinations, and other buses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventTargetsTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:";
  private static final String KEY = "the-key-of-the-shop";

  @TempDir
  private static Path folder = Path.of("target");

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private HttpServer shop;
  private String url = "";
  private TestDatabase database;
  private SqsServer queues;
  private PawlProcess pawl;
  private EventBridgeClient events;
  private SqsClient sqs;

  @BeforeAll
  void start() throws IOException {
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.createContext("/", exchange -> {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      calls.add(exchange.getRequestMethod() + ' ' + exchange.getRequestURI() + ' '
          + exchange.getRequestHeaders().getFirst("X-Key") + ' '
          + exchange.getRequestHeaders().getFirst("X-From") + ' ' + body);
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    shop.start();
    url = "http://127.0.0.1:" + shop.getAddress().getPort();
    database = TestDatabase.create();
    queues = SqsServer.start();
    pawl = PawlProcess.signed(folder.resolve("pawl.log"), database, Map.of("PAWL_HTTP_ALLOW", url,
        "PAWL_AWS_ENDPOINT_URL_SQS", queues.endpoint().toString()));
    database.execute("insert into access_role (account, name) values ('000000000000', 'test')");
    database.execute("insert into access_policy (account, name, document) values ('000000000000',"
        + " 'calls', '{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
        + " \"Action\": [\"events:InvokeApiDestination\"], \"Resource\":"
        + " \"arn:aws:events:us-east-1:000000000000:api-destination/orders/*\"}}')");
    database.execute("insert into access_role_policy (account, role_name, policy)"
        + " values ('000000000000', 'test', 'calls')");
    events = EventBridgeClient.builder().endpointOverride(pawl.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(Commands.KEY, Commands.SECRET)))
        .build();
    sqs = SqsClient.builder().endpointOverride(queues.endpoint()).region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create("any", "any")))
        .build();
  }

  @AfterAll
  void stop() {
    events.close();
    sqs.close();
    pawl.close();
    queues.close();
    database.close();
    shop.stop(0);
  }

  private String connection(String name) {
    return events.createConnection(r -> r.name(name)
        .authorizationType(ConnectionAuthorizationType.API_KEY)
        .authParameters(p -> p.apiKeyAuthParameters(k -> k.apiKeyName("X-Key").apiKeyValue(KEY))))
        .connectionArn();
  }

  private void send(String source, String detail) {
    assertThat(events.putEvents(r -> r.entries(PutEventsRequestEntry.builder().source(source)
        .detailType("made").detail(detail).build())).failedEntryCount()).isZero();
  }

  private String queue(String name) {
    return sqs.createQueue(r -> r.queueName(name)).queueUrl();
  }

  private static String errorCode(Message letter) {
    return Objects.requireNonNull(letter.messageAttributes().get("ERROR_CODE")).stringValue();
  }

  private List<Message> messages(String queue) {
    return await().until(() -> sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)
        .messageAttributeNames("All")).messages(), found -> !found.isEmpty());
  }

  @Test
  void anApiDestinationIsCalledWithItsConnection() {
    String connection = connection("shop");
    String arn = events.createApiDestination(r -> r.name("orders").connectionArn(connection)
        .httpMethod("POST").invocationEndpoint(url + "/orders/*/lines").description("d"))
        .apiDestinationArn();
    assertThat(arn)
        .startsWith("arn:aws:events:us-east-1:000000000000:api-destination/orders/");
    events.putRule(r -> r.name("to-shop").eventPattern("{\"source\": [\"shop\"]}"));
    String dead = queue("dead");
    events.putTargets(r -> r.rule("to-shop").targets(Target.builder().id("1").arn(arn)
        .roleArn(ROLE).inputPath("$.detail")
        .httpParameters(p -> p.pathParameterValues("a b").headerParameters(Map.of("X-From", "pawl"))
            .queryStringParameters(Map.of("q", "1")))
        .deadLetterConfig(d -> d.arn(QUEUE + "dead"))
        .build()));

    send("shop", "{\"id\": 7}");
    await().until(() -> !calls.isEmpty());
    assertThat(calls).containsExactly(
        "POST /orders/a%20b/lines?q=1 " + KEY + " pawl {\"id\":7}");

    status = 422;
    send("shop", "{\"id\": 8}");
    Message letter = messages(dead).getFirst();
    assertThat(letter.body()).isEqualTo("{\"id\":8}");
    assertThat(errorCode(letter))
        .isEqualTo("States.Http.StatusCode.422");
    assertThat(letter.toString()).doesNotContain(KEY);
    status = 200;

    events.updateApiDestination(r -> r.name("orders").httpMethod("PUT")
        .invocationRateLimitPerSecond(5));
    var changed = events.describeApiDestination(r -> r.name("orders"));
    assertThat(changed.httpMethodAsString()).isEqualTo("PUT");
    assertThat(changed.invocationEndpoint()).isEqualTo(url + "/orders/*/lines");
    assertThat(changed.invocationRateLimitPerSecond()).isEqualTo(5);
    assertThat(changed.description()).isEqualTo("d");
    assertThat(changed.apiDestinationState()).isEqualTo(ApiDestinationState.ACTIVE);
    assertThat(events.listApiDestinations(r -> r.namePrefix("ord").connectionArn(connection))
        .apiDestinations()).hasSize(1);
    assertThat(events.listApiDestinations(r -> r.connectionArn(connection + "0"))
        .apiDestinations()).isEmpty();
    assertThatThrownBy(() -> events.createApiDestination(r -> r.name("orders")
        .connectionArn(connection).httpMethod("GET").invocationEndpoint("https://example.com")))
        .isInstanceOf(ResourceAlreadyExistsException.class);

    events.deleteConnection(r -> r.name("shop"));
    assertThat(events.describeApiDestination(r -> r.name("orders")).apiDestinationState())
        .isEqualTo(ApiDestinationState.INACTIVE);
    events.deleteApiDestination(r -> r.name("orders"));
    assertThatThrownBy(() -> events.describeApiDestination(r -> r.name("orders")))
        .isInstanceOf(ResourceNotFoundException.class).hasMessageContaining("'orders'");
    send("shop", "{\"id\": 9}");
    assertThat(errorCode(messages(dead).getFirst()))
        .isEqualTo("EventBridge.ResourceNotFoundException");
  }

  /** The role may call another API destination alone. */
  @Test
  void aRoleWithoutTheRightCallsNothing() {
    String connection = connection("closed");
    String arn = events.createApiDestination(r -> r.name("closed").connectionArn(connection)
        .httpMethod("POST").invocationEndpoint(url + "/closed")).apiDestinationArn();
    events.putRule(r -> r.name("closed").eventPattern("{\"source\": [\"closed\"]}"));
    String dead = queue("refused");
    events.putTargets(r -> r.rule("closed").targets(Target.builder().id("1").arn(arn)
        .roleArn(ROLE).deadLetterConfig(d -> d.arn(QUEUE + "refused")).build()));
    send("closed", "{}");
    assertThat(errorCode(messages(dead).getFirst()))
        .isEqualTo("States.Permissions");
    assertThat(calls).noneMatch(call -> call.contains("/closed"));
  }

  @Test
  void whatIsNoApiDestinationIsRefused() {
    String connection = connection("odd");
    for (String[] row : new String[][]{
        {connection, "ftp://example.com", "POST", "InvocationEndpoint"},
        {connection, "https://user@example.com/", "POST", "InvocationEndpoint"},
        {connection, "https://example.com", "FETCH", "httpMethod"},
        {connection + "x", "https://example.com", "POST", "Connection"}}) {
      assertThatThrownBy(() -> events.createApiDestination(r -> r.name("odd")
          .connectionArn(row[0]).invocationEndpoint(row[1]).httpMethod(row[2])))
          .isInstanceOf(EventBridgeException.class).hasMessageContaining(row[3]);
    }
    assertThatThrownBy(() -> events.createApiDestination(r -> r.name("odd")
        .connectionArn(connection).invocationEndpoint("https://example.com").httpMethod("POST")
        .invocationRateLimitPerSecond(301))).hasMessageContaining("from 1 to 300");
  }

  @Test
  void anEventGoesToAnotherBusOnce() {
    events.createEventBus(r -> r.name("second"));
    events.createEventBus(r -> r.name("third"));
    String base = "arn:aws:events:us-east-1:000000000000:event-bus/";
    String two = queue("two");
    String three = queue("three");
    String every = "{\"source\": [\"far\"]}";
    events.putRule(r -> r.name("onward").eventPattern(every));
    events.putTargets(r -> r.rule("onward")
        .targets(Target.builder().id("1").arn(base + "second").build()));
    events.putRule(r -> r.name("onward").eventBusName("second").eventPattern(every));
    events.putTargets(r -> r.rule("onward").eventBusName("second").targets(
        Target.builder().id("1").arn(base + "third").build(),
        Target.builder().id("2").arn(base + "default").build(),
        Target.builder().id("3").arn(QUEUE + "two").build()));
    events.putRule(r -> r.name("end").eventBusName("third").eventPattern(every));
    events.putTargets(r -> r.rule("end").eventBusName("third")
        .targets(Target.builder().id("1").arn(QUEUE + "three").build()));

    send("far", "{\"id\": 7}");

    assertThat(messages(two)).singleElement().satisfies(message -> assertThat(message.body())
        .contains("\"source\":\"far\"", "\"detail\":{\"id\":7}"));
    await().until(() -> database.count("select count(*) from trigger_delivery") == 0);
    assertThat(sqs.receiveMessage(r -> r.queueUrl(three)).messages()).isEmpty();
  }
}
