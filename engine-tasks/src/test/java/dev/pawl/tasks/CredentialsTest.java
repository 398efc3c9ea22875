package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.credentials.CredentialRule;
import dev.pawl.tasks.credentials.CredentialsFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose key signs a call, as the server sees it that the SDK's real clients talk to. */
final class CredentialsTest {
  private static final Pattern KEY = Pattern.compile("Credential=([^/]+)/");
  private static final Pattern ROLE = Pattern.compile("RoleArn=([^&]+)");
  private static final String MACHINE = "arn:aws:iam::123456789012:role/tasks";
  private static final String OTHER = "arn:aws:iam::999999999999:role/other";

  private HttpServer server;
  private int stsStatus = 200;

  /** Who signed, in order, and which role was asked for. */
  private final List<String> calls = new CopyOnWriteArrayList<>();

  @TempDir
  Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String authorization = Objects.toString(
          exchange.getRequestHeaders().getFirst("Authorization"), "");
      Matcher key = KEY.matcher(authorization);
      Matcher role = ROLE.matcher(body);
      String who = key.find() ? key.group(1) : "nobody";
      boolean sts = role.find();
      calls.add(sts ? who + " asks for " + decoded(role.group(1)) : who);
      String answer = sts ? stsAnswer(body) : "{\"QueryExecutionIds\": []}";
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type",
          sts ? "text/xml" : "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(sts ? stsStatus : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private String stsAnswer(String body) {
    if (stsStatus != 200) {
      return """
          <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
          <Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>""";
    }
    String action = body.contains("WebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole";
    String key = decoded(body).contains("role/tasks") ? "ASIATASKS" : "ASIAOTHER";
    return """
        <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
        <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>2199-01-01T00:00:00Z</Expiration></Credentials>
        </%1$sResult></%1$sResponse>""".formatted(action, key);
  }

  private Outcome<Payload> call(List<CredentialRule> rules, @Nullable String assumed)
      throws InterruptedException {
    var settings = Attempts.SETTINGS.withCredentials(rules).withAwsEndpoint(Optional.of(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
    try (Connectors connectors = new Connectors(settings)) {
      TaskRequest plain = Attempts.request(
          Attempts.service("aws-sdk:athena:listQueryExecutions"), "{}");
      TaskRequest task = new TaskRequest(plain.attempt(), plain.scheduledAt(), plain.resource(),
          plain.parameters(), plain.executionArn(), plain.executionRole(),
          plain.idempotencyToken(), assumed, plain.timeout());
      return connectors.of(task.resource()).call(task);
    }
  }

  private List<CredentialRule> rules(String yaml) throws IOException {
    return CredentialsFile.read(Files.writeString(folder.resolve("credentials.yaml"), yaml));
  }

  @Test
  void theNodesOwnByDefault() throws InterruptedException {
    assertThat(call(List.of(), null)).isInstanceOf(Outcome.Ok.class);
    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst()).isNotEqualTo("nobody");
  }

  @Test
  void theRoleOfCredentialsIsAssumed() throws InterruptedException {
    assertThat(call(List.of(), OTHER)).isInstanceOf(Outcome.Ok.class);
    assertThat(calls).hasSize(2).last().isEqualTo("ASIAOTHER");
    assertThat(calls.getFirst()).endsWith("asks for " + OTHER);
  }

  @Test
  void oneRoleIsAssumedByTheOther() throws InterruptedException, IOException {
    List<CredentialRule> rules = rules("""
        credentials:
          - {role: "arn:aws:iam::123456789012:role/*", use: assume-role, externalId: x}
        """);
    assertThat(call(rules, OTHER)).isInstanceOf(Outcome.Ok.class);
    assertThat(calls).hasSize(3);
    assertThat(calls.getFirst()).endsWith("asks for " + MACHINE);
    assertThat(calls.subList(1, 3)).containsExactly("ASIATASKS asks for " + OTHER, "ASIAOTHER");
  }

  @Test
  void aKeyPairAndNoSignature() throws InterruptedException, IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
    List<CredentialRule> rules = rules("""
        credentials:
          - {role: "*/tasks", use: key-pair, accessKeyId: AKIAMINIO, secretAccessKeyFile: '%s'}
        """.formatted(secret));
    assertThat(call(rules, null)).isInstanceOf(Outcome.Ok.class);
    assertThat(calls).containsExactly("AKIAMINIO");

    assertThat(call(rules("credentials: [{role: '*', use: none}]"), null))
        .isInstanceOf(Outcome.Ok.class);
    assertThat(calls).last().isEqualTo("nobody");
  }

  @Test
  void aWebIdentity() throws InterruptedException, IOException {
    Path token = Files.writeString(folder.resolve("token"), "jwt");
    List<CredentialRule> rules = rules("credentials: [{role: '*', use: web-identity, tokenFile: '"
        + token + "'}]");
    assertThat(call(rules, null)).isInstanceOf(Outcome.Ok.class);
    assertThat(calls).containsExactly("nobody asks for " + MACHINE, "ASIATASKS");
  }

  @Test
  void aRoleThatCannotBeAssumedFailsTheTask() throws InterruptedException {
    stsStatus = 403;
    StatesError error = Attempts.error(call(List.of(), OTHER));
    assertThat(error.name()).isEqualTo(StatesError.TASK_FAILED);
    assertThat(error.cause()).startsWith("The role " + MACHINE
        + " is not authorized to assume the task state's role, " + OTHER).contains("not you");
    assertThat(calls).hasSize(1);
  }

  @Test
  void aSecretThatIsMissingFailsTheTaskAndIsNotTold() throws InterruptedException, IOException {
    StatesError error = Attempts.error(call(rules("credentials: [{role: '*', use: key-pair,"
        + " accessKeyId: AKIA, secretAccessKeyFile: /nowhere}]"), null));
    assertThat(error.name()).isEqualTo(StatesError.TASK_FAILED);
    assertThat(error.cause()).contains("The secret of AKIA cannot be read");
    assertThat(calls).isEmpty();
  }

  @Test
  void filesThatSayNothingAreRefused() {
    for (String odd : List.of("", "a: [", "credentials: 1", "credentials: [1]",
        "credentials: [{use: node}]", "credentials: [{role: x}]",
        "credentials: [{role: x, use: magic}]", "credentials: [{role: x, use: node, odd: 1}]",
        "credentials: [{role: 7, use: node}]", "credentials: [{role: x, use: web-identity}]",
        "credentials: [{role: x, use: key-pair, accessKeyId: A}]")) {
      assertThatThrownBy(() -> rules(odd)).as(odd)
          .isInstanceOf(InvalidTaskSettingsException.class)
          .hasMessageContaining("credentials");
    }
    assertThatThrownBy(() -> CredentialsFile.read(folder.resolve("none")))
        .isInstanceOf(InvalidTaskSettingsException.class);
  }
}
