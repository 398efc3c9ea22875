package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.outcome.StatesError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Integrations that are more than one call, by the SDK's real clients at a server that answers as AWS does. */
final class BedrockAndEmrTest {
  private HttpServer server;
  private Connectors connectors;
  private final List<String> calls = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      calls.add((target == null
          ? exchange.getRequestMethod() + " " + exchange.getRequestURI()
          : target.substring(target.indexOf('.') + 1)) + " "
          + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      byte[] bytes = answers.removeFirst().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
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
  void aModelGetsJsonAndAnswersJson() throws InterruptedException {
    answers.add("{\"outputText\": \"hello\"}");
    Map<?, ?> result = ok("bedrock:invokeModel",
        "{\"ModelId\": \"m.v1\", \"ContentType\": \"application/json\", \"Body\": {\"prompt\": \"hi\"}}");
    assertThat(calls).containsExactly("POST /model/m.v1/invoke {\"prompt\":\"hi\"}");
    assertThat(result.get("Body")).isEqualTo(Map.of("outputText", "hello"));
    assertThat(result.get("ContentType")).isEqualTo("application/json");
  }

  @Test
  void bodiesMayComeFromS3AndGoThere() throws InterruptedException {
    answers.addAll(List.of("{\"prompt\": \"long\"}", "{\"outputText\": \"longer\"}", ""));
    Map<?, ?> result = ok("bedrock:invokeModel", "{\"ModelId\": \"m\", \"Input\": {\"S3Uri\":"
        + " \"s3://in-bucket/a/b.json\"}, \"Output\": {\"S3Uri\": \"s3://out-bucket/c.json\"}}");
    assertThat(calls).hasSize(3);
    assertThat(calls.get(0)).startsWith("GET /in-bucket/a/b.json");
    assertThat(calls.get(1)).isEqualTo("POST /model/m/invoke {\"prompt\": \"long\"}");
    assertThat(calls.get(2)).startsWith("PUT /out-bucket/c.json")
        .contains("{\"outputText\": \"longer\"}");
    assertThat(result.get("Body")).isEqualTo("s3://out-bucket/c.json");
  }

  @Test
  void aModelWithoutABodyIsNotAsked() throws InterruptedException {
    for (String more : List.of("", ", \"Body\": {}, \"Input\": {\"S3Uri\": \"s3://bucket/k\"}",
        ", \"Input\": {\"S3Uri\": \"http://bucket/k\"}", ", \"Input\": \"s3://bucket/k\"",
        ", \"Body\": {}, \"Bodi\": {}")) {
      assertThat(error("bedrock:invokeModel", "{\"ModelId\": \"m\"" + more + "}").name())
          .isEqualTo("States.Runtime");
    }
    assertThat(calls).isEmpty();
  }

  @Test
  void fleetsAndGroupsOfEmrAreFoundByTheirNames() throws InterruptedException {
    answers.addAll(List.of(
        "{\"InstanceFleets\": [{\"Id\": \"if-0\", \"Name\": \"core\"}], \"Marker\": \"m\"}",
        "{\"InstanceFleets\": [{\"Id\": \"if-1\", \"Name\": \"task\"}]}", "{}"));
    ok("elasticmapreduce:modifyInstanceFleetByName", "{\"ClusterId\": \"j-1\","
        + " \"InstanceFleetName\": \"task\", \"InstanceFleet\": {\"TargetSpotCapacity\": 2}}");
    assertThat(calls).containsExactly("ListInstanceFleets {\"ClusterId\":\"j-1\"}",
        "ListInstanceFleets {\"ClusterId\":\"j-1\",\"Marker\":\"m\"}",
        "ModifyInstanceFleet {\"ClusterId\":\"j-1\",\"InstanceFleet\":"
            + "{\"InstanceFleetId\":\"if-1\",\"TargetSpotCapacity\":2}}");

    calls.clear();
    answers.addAll(List.of("{\"InstanceGroups\": [{\"Id\": \"ig-1\", \"Name\": \"core\"}]}",
        "{}"));
    ok("elasticmapreduce:modifyInstanceGroupByName", "{\"ClusterId\": \"j-1\","
        + " \"InstanceGroupName\": \"core\", \"InstanceGroup\": {\"InstanceCount\": 3}}");
    assertThat(calls.getLast()).isEqualTo("ModifyInstanceGroups {\"ClusterId\":\"j-1\","
        + "\"InstanceGroups\":[{\"InstanceGroupId\":\"ig-1\",\"InstanceCount\":3}]}");

    answers.add("{\"InstanceGroups\": []}");
    StatesError error = error("elasticmapreduce:modifyInstanceGroupByName",
        "{\"ClusterId\": \"j-1\", \"InstanceGroupName\": \"none\", \"InstanceGroup\": {}}");
    assertThat(error.name()).isEqualTo("ElasticMapReduce.InvalidRequestException");
    assertThat(error.cause()).contains("no InstanceGroup named none");
  }
}
