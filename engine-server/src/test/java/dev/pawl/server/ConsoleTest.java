package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files, to everybody, with the headers that bound what a browser does with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {
  @TempDir
  private static Path folder = Path.of("target");

  private final HttpClient client = HttpClient.newHttpClient();
  private TestDatabase database;
  private PawlProcess pawl;

  @BeforeAll
  void start() {
    database = TestDatabase.create();
    pawl = PawlProcess.signed(folder.resolve("pawl.log"), database, Map.of());
  }

  @AfterAll
  void stop() {
    pawl.close();
    database.close();
    client.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(
        URI.create(pawl.endpoint().toString().replaceAll("/$", "") + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void filesComeOnceAndForEver() throws IOException, InterruptedException {
    HttpResponse<byte[]> plain = get("/console/assets/test-1.js");
    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(plain.body()).asString().isEqualTo("export const answer = 42;\n");
    assertThat(plain.headers().map()).extractingByKey("content-type").asString()
        .contains("text/javascript");
    assertThat(plain.headers().map()).extractingByKey("cache-control").asString()
        .contains("immutable");
    assertThat(plain.headers().map()).extractingByKey("content-security-policy").asString()
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(plain.headers().map()).extractingByKey("x-content-type-options").asString()
        .contains("nosniff");

    HttpResponse<byte[]> zipped = get("/console/assets/test-1.js", "Accept-Encoding", "gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
        .isEqualTo(plain.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console/", "/console/state-machines",
      "/console/state-machines/a.b.c?tab=graph", "/console/executions/a/b%20c"})
  void eachViewIsTheApplication(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> page = get(path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).asString().contains("<div id=\"root\">");
    assertThat(page.headers().map()).extractingByKey("cache-control").asString()
        .contains("no-cache");
  }

  @Test
  void theFolderItselfLeadsToTheApplication() throws IOException, InterruptedException {
    HttpResponse<byte[]> moved = get("/console");
    assertThat(moved.statusCode()).isEqualTo(301);
    assertThat(moved.headers().map()).extractingByKey("location").asString()
        .contains("/console/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console/assets/missing.js", "/console/logback.xml",
      "/console/assets/..%2F..%2Flogback.xml", "/console/%2e%2e%2flogback.xml",
      "/console/assets/test-1.js%00", "/console/assets/test-1.class"})
  void nothingElseOfTheProgramIsServed(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> refused = get(path);
    assertThat(refused.statusCode()).isIn(400, 404);
    assertThat(refused.body()).asString().doesNotContain("<configuration", "answer");
  }
}
