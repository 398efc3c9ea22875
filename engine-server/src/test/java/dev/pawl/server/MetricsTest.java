package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.db.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the operator of a real node sees. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MetricsTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Pattern NAME = Pattern.compile("^# HELP (pawl_\\S+)", Pattern.MULTILINE);

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void everyMetricIsServedAndDocumented() throws IOException {
    String documents = Files.readString(Path.of("..", "docs", "metrics.md"));
    try (TestDatabase database = TestDatabase.create(); PawlProcess node = node(database)) {
      HttpResponse<String> answer = get(node, "/metrics");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValueSatisfying(
          type -> assertThat(type).startsWith("text/plain").contains("version=0.0.4"));
      assertThat(NAME.matcher(answer.body()).results().map(found -> found.group(1)))
          .allSatisfy(name -> assertThat(documents).contains("`" + name.replaceFirst("_max$", "")))
          .contains("pawl_database_reachable", "pawl_database_silence_seconds",
              "pawl_database_refusals_total", "pawl_clock_difference_milliseconds",
              "pawl_batch_time_seconds", "pawl_batch_size", "pawl_executions_parked",
              "pawl_due_lag_seconds", "pawl_inbox_messages", "pawl_commit_conflicts_total",
              "pawl_calls_lost_total", "pawl_leases_held", "pawl_leases_taken_total",
              "pawl_leases_lost_total");
      assertThat(answer.body()).contains("pawl_database_reachable 1.0",
          "pawl_database_refusals_total{class=\"read_only\"} 0.0", "pawl_leases_held 256.0",
          "hikaricp_connections_pending{pool=\"pawl-writer\"}");
    }
  }

  @Test
  void aDatabaseThatGoesAndComesBackIsTwoLinesInTheLogAndNoReasonToRestart() throws IOException {
    try (TestDatabase database = TestDatabase.create(); PawlProcess node = node(database)) {
      assertThat(get(node, "/health").body()).startsWith(
          "{\"status\":\"ok\",\"database\":\"reachable\",\"parked\":{\"count\":0,");

      database.refuseConnections();
      await().atMost(LONGEST).until(
          () -> get(node, "/metrics").body().contains("pawl_database_reachable 0.0"));
      for (int i = 0; i < 3; i++) {
        assertThat(listStateMachines(node)).isEqualTo(503);
      }
      HttpResponse<String> health = get(node, "/health");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body())
          .startsWith("{\"status\":\"ok\",\"database\":\"unreachable since 20");

      database.allowConnections();
      await().atMost(LONGEST).until(
          () -> get(node, "/metrics").body().contains("pawl_database_reachable 1.0"));
      assertThat(listStateMachines(node)).isEqualTo(200);
    }
    List<String> lines = Files.readAllLines(folder.resolve("node.log"));
    // Those that ask wait for a connection for 5 s each: others may have counted the node as dead meanwhile.
    assertThat(lines).filteredOn(line -> line.contains("WARN") || line.contains("ERROR"))
        .filteredOn(line -> !line.contains("this node was silent for too long"))
        .singleElement().asString().contains("DatabaseWatch the database is gone: ");
    assertThat(lines).filteredOn(line -> line.contains("INFO  DatabaseWatch"))
        .singleElement().asString().contains("the database is back after ");
  }

  @Test
  void aSchemaOfANewerReleaseEndsTheNodeWithStatusOneAndASentence() {
    try (TestDatabase database = TestDatabase.create()) {
      database.open();
      database.execute("""
          insert into flyway_schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time, success)
          values (99, '9999', 'newer', 'SQL', 'V9999__newer.sql', 'test', 1, true)""");

      PawlProcess.Ended ended = PawlProcess.run(
          Map.of("PAWL_DB_URL", database.settings().url(), "PAWL_PORT",
              String.valueOf(PawlProcess.freePort())),
          "server");

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).contains("The database's schema has version 9999 of a newer Pawl");
    }
  }

  private PawlProcess node(TestDatabase database) {
    return PawlProcess.server(folder.resolve("node.log"),
        Map.of("PAWL_DB_URL", database.settings().url()));
  }

  private static HttpResponse<String> get(PawlProcess node, String path) {
    return send(HttpRequest.newBuilder(at(node, path)).build());
  }

  private static int listStateMachines(PawlProcess node) {
    return send(HttpRequest.newBuilder(at(node, "/"))
        .header("Content-Type", "application/x-amz-json-1.0")
        .header("X-Amz-Target", "AWSStepFunctions.ListStateMachines")
        .POST(BodyPublishers.ofString("{}")).build()).statusCode();
  }

  private static URI at(PawlProcess node, String path) {
    return URI.create("http://127.0.0.1:" + node.endpoint().getPort() + path);
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
