package dev.pawl.tasks.http;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Replies as states see them (reference: service-integrations, section 5). */
public final class HttpResult {
  private HttpResult() {}

  /** The text of a reply's body; empty where it is not text, or not of its character set. */
  public static Optional<String> text(HttpReply reply) {
    String type = reply.contentType().orElse("");
    boolean isBinary = Stream.of("application/octet-stream", "image/", "video/", "audio/")
        .anyMatch(type::startsWith);
    return isBinary ? Optional.empty() : decoded(reply.body(), type);
  }

  private static Optional<String> decoded(byte[] body, String type) {
    try {
      int at = type.indexOf("charset=");
      Charset charset = at < 0
          ? StandardCharsets.UTF_8
          : Charset.forName(
              type.substring(at + "charset=".length()).split("[;\\s]", 2)[0].replace("\"", ""));
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException | IllegalCharsetNameException
        | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  /** What a state gets whose reply has no text. */
  public static StatesError notText(HttpReply reply) {
    return StatesError.runtime("The response body of the content type '"
        + reply.contentType().orElse("") + "' is not text and cannot be a result");
  }

  /**
   * The result of a call.
   *
   * @param headers those that the state may see
   * @param body the text that it may see; JSON is parsed
   */
  public static Payload of(HttpReply reply, Map<String, List<String>> headers, String body) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    Map<String, @Nullable Object> seen = new LinkedHashMap<>();
    headers.forEach((name, values) -> seen.put(name, new ArrayList<@Nullable Object>(values)));
    result.put("Headers", seen);
    result.put("ResponseBody", json(body));
    result.put("StatusCode", BigDecimal.valueOf(reply.status()));
    result.put("StatusText", reply.reason());
    return Payload.of(result);
  }

  /** What a text means: JSON, or itself. */
  public static @Nullable Object json(String body) {
    try {
      return Json.parse(body);
    } catch (InvalidJsonException e) {
      return body;
    }
  }
}
