package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.json.Json;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.vault.MasterKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.CloudWatchLogsLogGroup;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.EncryptionConfiguration;
import software.amazon.awssdk.services.sfn.model.EncryptionType;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.KmsInvalidStateException;
import software.amazon.awssdk.services.sfn.model.LogDestination;
import software.amazon.awssdk.services.sfn.model.LogLevel;
import software.amazon.awssdk.services.sfn.model.LoggingConfiguration;
import software.amazon.awssdk.services.sfn.model.StateMachineType;

/** What executions carry is sealed by a key of their account wherever the database keeps it. */
final class EncryptionTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/none";

  /** Short, so that it is not compressed, which would hide it, too. */
  private static final String SEALED = "canary-of-the-sealed-machine";
  private static final String PLAIN = "canary-of-the-plain-machine";

  private static final String DEFINITION = """
      {"StartAt": "Keep", "States": {
        "Keep": {"Type": "Pass", "Assign": {"kept.$": "$.secret"}, "Next": "All"},
        "All": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": "$.results", "Next": "Each",
          "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}},
        "Each": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": "$.children", "Next": "Ask",
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Q", "States": {"Q": {"Type": "Pass", "End": true}}}},
        "Ask": {"Type": "Task", "Resource": "ACTIVITY", "Next": "Fails"},
        "Fails": {"Type": "Choice", "Choices": [{"Variable": "$.fails", "BooleanEquals": true,
          "Next": "F"}], "Default": "S"},
        "F": {"Type": "Fail", "Error": "Told", "CausePath": "$.secret"},
        "S": {"Type": "Succeed"}}}
      """;

  /** The log stays where something went wrong. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder = Path.of("target");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void whatAnAccountsKeySealsIsNowhereInClear()
      throws IOException, InterruptedException, SQLException {
    try (TestDatabase database = TestDatabase.create();
        PawlProcess pawl = PawlProcess.server(folder.resolve("pawl.log"),
            Map.of("PAWL_DB_URL", database.settings().url(), "PAWL_DB_USER", "postgres",
                "PAWL_AUTH", "required", "PAWL_MASTER_KEY", MasterKey.generate(),
                "PAWL_ACCESS_KEY_ID", Commands.KEY, "PAWL_SECRET_ACCESS_KEY", Commands.SECRET,
                "PAWL_LOG_DESTINATIONS", "group"));
        SfnClient sfn = JavaSdkTest.client(pawl.endpoint()).build()) {
      String token = token(pawl);
      String key = (String) Objects.requireNonNull(
          rest(pawl, token, "POST", "/access/encryption-keys", "{}").get("id"));
      EncryptionConfiguration encryption = EncryptionConfiguration.builder()
          .type(EncryptionType.CUSTOMER_MANAGED_KMS_KEY)
          .kmsKeyId("arn:aws:kms:us-east-1:000000000000:key/" + key).build();
      String activity = sfn.createActivity(r -> r.name("ask")).activityArn();
      String sealed = machine(sfn, "sealed", activity, encryption);
      String plain = machine(sfn, "plain", activity,
          EncryptionConfiguration.builder().type(EncryptionType.AWS_OWNED_KEY).build());

      String open = start(sfn, sealed, SEALED, false);
      await().until(() -> waits(sfn, open));
      assertThat(places(database, SEALED)).isEmpty();
      String taken = sfn.getActivityTask(r -> r.activityArn(activity)).taskToken();
      String output = "{\"secret\": \"" + SEALED + "\", \"fails\": false}";
      sfn.sendTaskSuccess(r -> r.taskToken(taken).output(output));
      assertThat(ended(sfn, open).output()).isEqualTo(output);

      assertThat(ended(sfn, answered(sfn, activity, start(sfn, sealed, SEALED, true), SEALED))
          .cause()).isEqualTo(SEALED);
      ended(sfn, answered(sfn, activity, start(sfn, plain, PLAIN, true), PLAIN));

      assertThat(places(database, PLAIN)).as("the test would find it")
          .contains("execution", "history");
      assertThat(places(database, SEALED)).isEmpty();
      assertThat(sfn.getExecutionHistory(r -> r.executionArn(open)).events().getFirst()
          .executionStartedEventDetails().input()).contains(SEALED);

      switchOff(pawl, token, key, sfn, sealed, open);
    }
  }

  /** Nobody reads what is sealed, and what runs waits until the key is there again. */
  private void switchOff(PawlProcess pawl, String token, String key, SfnClient sfn, String sealed,
      String closed) throws IOException, InterruptedException {
    rest(pawl, token, "PATCH", "/access/encryption-keys/" + key, "{\"active\": false}");
    await().untilAsserted(() -> assertThatThrownBy(
        () -> sfn.describeExecution(r -> r.executionArn(closed)))
        .isInstanceOf(KmsInvalidStateException.class));
    assertThatThrownBy(() -> start(sfn, sealed, SEALED, false))
        .isInstanceOf(KmsInvalidStateException.class);

    rest(pawl, token, "PATCH", "/access/encryption-keys/" + key, "{\"active\": true}");
    await().ignoreExceptions().until(() -> sfn.describeExecution(r -> r.executionArn(closed))
        .status() == ExecutionStatus.SUCCEEDED);
  }

  private static String machine(SfnClient sfn, String name, String activity,
      EncryptionConfiguration encryption) {
    return sfn.createStateMachine(r -> r.name(name).type(StateMachineType.STANDARD).roleArn(ROLE)
        .encryptionConfiguration(encryption).definition(DEFINITION.replace("ACTIVITY", activity))
        .loggingConfiguration(LoggingConfiguration.builder().level(LogLevel.ALL)
            .includeExecutionData(true)
            .destinations(LogDestination.builder().cloudWatchLogsLogGroup(
                CloudWatchLogsLogGroup.builder()
                    .logGroupArn("arn:aws:logs:us-east-1:000000000000:log-group:g:*").build())
                .build())
            .build()))
        .stateMachineArn();
  }

  private static String start(SfnClient sfn, String machine, String canary, boolean fails) {
    return sfn.startExecution(r -> r.stateMachineArn(machine).name("n" + System.nanoTime())
        .input(Json.write(Map.of("secret", canary, "fails", fails, "items",
            Collections.nCopies(40, canary)))))
        .executionArn();
  }

  private static String answered(SfnClient sfn, String activity, String execution,
      String canary) {
    String task = sfn.getActivityTask(r -> r.activityArn(activity)).taskToken();
    sfn.sendTaskSuccess(
        r -> r.taskToken(task).output("{\"secret\": \"" + canary + "\", \"fails\": true}"));
    return execution;
  }

  private static boolean waits(SfnClient sfn, String execution) {
    return sfn.getExecutionHistory(r -> r.executionArn(execution).reverseOrder(true)).events()
        .getFirst().typeAsString().equals("ActivityScheduled");
  }

  private static DescribeExecutionResponse ended(SfnClient sfn, String execution) {
    return await().until(() -> sfn.describeExecution(r -> r.executionArn(execution)),
        told -> told.status() != ExecutionStatus.RUNNING);
  }

  /** The tables that have a text in clear. */
  private static Set<String> places(TestDatabase database, String text) throws SQLException {
    Set<String> found = new TreeSet<>();
    String digits = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    try (Connection connection = database.connect();
        Statement names = connection.createStatement();
        Statement rows = connection.createStatement();
        ResultSet tables = names.executeQuery("""
            select c.relname, coalesce(p.inhparent::regclass::text, c.relname)
            from pg_class c left join pg_inherits p on p.inhrelid = c.oid
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
            """)) {
      while (tables.next()) {
        try (ResultSet hit = rows.executeQuery("select exists (select from " + tables.getString(1)
            + " t where t::text like '%" + text + "%' or t::text like '%" + digits + "%')")) {
          hit.next();
          if (hit.getBoolean(1)) {
            found.add(tables.getString(2));
          }
        }
      }
    }
    return found;
  }

  private static String token(PawlProcess pawl) throws IOException {
    Matcher token = Pattern.compile("PAWL_TOKEN=(\\S+)").matcher(Files.readString(pawl.log()));
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private Map<?, ?> rest(PawlProcess pawl, String token, String method, String path, String body)
      throws IOException, InterruptedException {
    String answer = http.send(HttpRequest.newBuilder(pawl.endpoint().resolve("/api/v1" + path))
        .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()).body();
    return answer.isEmpty() ? Map.of() : (Map<?, ?>) Objects.requireNonNull(Json.parse(answer));
  }
}
