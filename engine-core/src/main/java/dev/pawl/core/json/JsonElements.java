package dev.pawl.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of an array, or the values of an object, one by one, so that the whole never has to be in
 * memory.
 */
public final class JsonElements {
  private final JsonParser parser;
  private final MeasuredText text;
  private final boolean isObject;
  private @Nullable Element ahead;

  /**
   * One element.
   *
   * @param key the key of an object's value; null for an array's element
   */
  public record Element(@Nullable String key, Payload value) {}

  private JsonElements(JsonParser parser, MeasuredText text, boolean isObject) {
    this.parser = parser;
    this.text = text;
    this.isObject = isObject;
  }

  /**
   * Goes to a place in a text.
   *
   * @param pointer a JSON pointer; empty for the whole
   * @param longest the most bytes of an element; one that is much longer is not read to its end
   * @return null where no array stands there, and no object whose first value is an array or an object
   * @throws InvalidJsonException where the text is not JSON
   * @throws IOException where the text cannot be read
   */
  public static @Nullable JsonElements open(InputStream content, String pointer, int longest)
      throws IOException {
    try {
      MeasuredText text = new MeasuredText(content, longest);
      JsonParser parser = Json.parser(text);
      JsonToken token = parser.nextToken();
      for (String step : steps(pointer)) {
        token = descend(parser, token, step);
      }
      if (token == JsonToken.START_ARRAY) {
        return new JsonElements(parser, text, false);
      }
      if (token != JsonToken.START_OBJECT) {
        return null;
      }
      var values = new JsonElements(parser, text, true);
      Element first = values.read();
      values.ahead = first;
      boolean isScalar = first != null && !(first.value().tree() instanceof List<?>)
          && !(first.value().tree() instanceof java.util.Map<?, ?>);
      return isScalar ? null : values;
    } catch (JsonProcessingException e) {
      throw Json.invalid(e);
    }
  }

  /**
   * The next element; null after the last.
   *
   * @throws InvalidJsonException where the text is not JSON
   * @throws IOException where the text cannot be read
   */
  public @Nullable Element next() throws IOException {
    Element known = ahead;
    if (known != null) {
      ahead = null;
      return known;
    }
    return read();
  }

  private @Nullable Element read() throws IOException {
    try {
      JsonToken token = parser.nextToken();
      if (token == null || token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
        return null;
      }
      String key = null;
      if (isObject) {
        key = Objects.requireNonNull(parser.currentName());
        parser.nextToken();
      }
      text.measure();
      Payload value = Payload.of(Json.read(parser));
      text.rest();
      return new Element(key, value);
    } catch (JsonProcessingException e) {
      throw Json.invalid(e);
    }
  }

  private static @Nullable JsonToken descend(JsonParser parser, @Nullable JsonToken token,
      String step) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isIt = step.equals(parser.currentName());
        JsonToken value = parser.nextToken();
        if (isIt) {
          return value;
        }
        parser.skipChildren();
      }
      return null;
    }
    if (token == JsonToken.START_ARRAY && step.matches("0|[1-9][0-9]{0,8}")) {
      JsonToken value = parser.nextToken();
      for (int left = Integer.parseInt(step); left > 0 && value != JsonToken.END_ARRAY; left--) {
        parser.skipChildren();
        value = parser.nextToken();
      }
      return value == JsonToken.END_ARRAY ? null : value;
    }
    return null;
  }

  private static List<String> steps(String pointer) {
    List<String> steps = new ArrayList<>();
    if (!pointer.isEmpty()) {
      for (String step : pointer.substring(1).split("/", -1)) {
        steps.add(step.replace("~1", "/").replace("~0", "~"));
      }
    }
    return steps;
  }
}
