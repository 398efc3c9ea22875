package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks to the REST API, and holds every exchange against the server's OpenAPI document. */
final class RestClient implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory
      .getInstance(SpecVersion.VersionFlag.V202012);

  private final URI server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonNode document;

  /** An answer that is as the document says. */
  record Answer(HttpResponse<String> http) {
    int status() {
      return http.statusCode();
    }

    JsonNode body() {
      return tree(http.body());
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  RestClient(URI server) {
    this.server = server;
    this.document = tree(send(request("GET", "/api/v1/openapi.json", null)).body());
  }

  /** The OpenAPI document. */
  JsonNode document() {
    return document;
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer post(String path, String body) {
    return call("POST", path, body);
  }

  /** Sends a request; its body and its answer have to be as the document says. */
  Answer call(String method, String path, @Nullable String body,
      String... headers) {
    HttpRequest.Builder request = request(method, path, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    Answer answer = new Answer(send(request));
    check(method, path, body, answer);
    return answer;
  }

  HttpRequest.Builder request(String method, String path,
      @Nullable String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
    return body == null
        ? request.method(method, HttpRequest.BodyPublishers.noBody())
        : request.header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void check(String method, String path, @Nullable String body,
      Answer answer) {
    JsonNode operation = operation(method, path);
    String status = Integer.toString(answer.status());
    if (answer.status() >= 400) {
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      fits(document.at("/components/schemas/Problem"), answer.body());
      assertThat(answer.body().get("status").asInt()).isEqualTo(answer.status());
      return;
    }
    if (body != null) {
      fits(operation.at("/requestBody/content/application~1json/schema"), tree(body));
    }
    JsonNode told = operation.path("responses").path(status);
    assertThat(told.isMissingNode()).as("%s %s answers %s", method, path, status).isFalse();
    if (told.has("content")) {
      assertThat(answer.header("Content-Type")).startsWith("application/json");
      fits(told.at("/content/application~1json/schema"), answer.body());
    } else {
      assertThat(answer.http().body()).isEmpty();
    }
  }

  private void fits(JsonNode schema, JsonNode value) {
    ObjectNode whole = ((ObjectNode) schema.deepCopy());
    whole.set("components", document.get("components"));
    assertThat(SCHEMAS.getSchema(whole).validate(value)).as(value.toString()).isEmpty();
  }

  private JsonNode operation(String method, String path) {
    String plain = path.replaceAll("\\?.*", "");
    for (Map.Entry<String, JsonNode> one : document.get("paths").properties()) {
      JsonNode found = one.getValue().path(method.toLowerCase(Locale.ROOT));
      if (plain.matches(one.getKey().replaceAll("\\{\\w+}", "[^/]+")) && !found.isMissingNode()) {
        return found;
      }
    }
    return MAPPER.missingNode();
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
