package dev.pawl.api.rest;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a route answers. */
sealed interface RestAnswer {
  /**
   * A JSON value, or nothing.
   *
   * @param body a tree in which a {@code Payload} stands for its text; empty for none
   */
  record Document(int status, Map<String, String> headers,
      Optional<Map<String, @Nullable Object>> body) implements RestAnswer {
    /** The same with one header more. */
    Document with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Document(status, more, body);
    }
  }

  /** Server-sent events. */
  record Events(Writing writing) implements RestAnswer {}

  /** Writes a stream until it ends. */
  @FunctionalInterface
  interface Writing {
    void to(EventSink sink) throws IOException;
  }

  static Document ok(Map<String, @Nullable Object> body) {
    return of(200, body);
  }

  static Document of(int status, Map<String, @Nullable Object> body) {
    return new Document(status, Map.of(), Optional.of(body));
  }

  static Document nothing() {
    return new Document(204, Map.of(), Optional.empty());
  }
}
