package dev.pawl.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON text; the one place for its limits. */
public final class Json {
  /** The deepest nesting of arrays and objects that a text may have. */
  private static final Pattern INTERNALS = Pattern.compile(
      "\\[Source: REDACTED \\([^)]*\\); |(?<=column: \\d{1,9})\\](?=\\))"
          + "| \\(bound as [^)]*\\): not allowed as per .*");

  public static final int MAX_DEPTH = 500;

  /** The longest spelling of a number, in characters. */
  public static final int MAX_NUMBER_LENGTH = 1_000;

  private static final ObjectMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .build();

  static {
    MAPPER.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build());
  }

  private Json() {}

  /**
   * Parses one JSON value.
   *
   * @return the tree that {@link Payload} describes
   * @throws InvalidJsonException where the text is not JSON or passes a limit
   */
  public static @Nullable Object parse(String text) {
    try {
      Object tree = MAPPER.readValue(text, Object.class);
      check(tree);
      return tree;
    } catch (JsonProcessingException e) {
      throw new InvalidJsonException(message(e), place(e));
    }
  }

  /**
   * As {@link #parse}, where each name of an object stands once: two readers could take a different one for meant.
   *
   * @throws InvalidJsonException also where a name stands twice
   */
  public static @Nullable Object parseWithoutDuplicates(String text) {
    try {
      Object tree = MAPPER.readerFor(Object.class)
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .readValue(text);
      check(tree);
      return tree;
    } catch (JsonProcessingException e) {
      throw new InvalidJsonException(message(e), place(e));
    }
  }

  /** A parser over a text in UTF-8. */
  static JsonParser parser(InputStream text) throws IOException {
    return MAPPER.getFactory().createParser(text);
  }

  /** The value that a parser is at, as {@link #parse} gives it. */
  static @Nullable Object read(JsonParser parser) throws IOException {
    Object tree = MAPPER.readerFor(Object.class)
        .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readValue(parser);
    check(tree);
    return tree;
  }

  static InvalidJsonException invalid(JsonProcessingException e) {
    return new InvalidJsonException(message(e));
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : "line %d, column %d".formatted(e.getLocation().getLineNr(),
            e.getLocation().getColumnNr());
  }

  /** The parser's message without the names of its classes and features. */
  private static String message(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "JSON may be nested %d deep, and a number may have %d characters".formatted(MAX_DEPTH,
          MAX_NUMBER_LENGTH);
    }
    return INTERNALS.matcher(e.getOriginalMessage()).replaceAll("");
  }

  /**
   * Numbers that no double holds and halves of surrogate pairs are syntax to Jackson, but nothing that
   * could be computed with, or stored as UTF-8.
   */
  private static void check(@Nullable Object tree) {
    switch (tree) {
      case String string -> checkText(string);
      case Double number when !Double.isFinite(number) ->
        throw new InvalidJsonException("Number out of range");
      case Map<?, ?> map -> map.forEach((key, value) -> {
        checkText(String.valueOf(key));
        check(value);
      });
      case List<?> list -> list.forEach(Json::check);
      case null, default -> {
      }
    }
  }

  private static void checkText(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isLowSurrogate(c) || i == text.length()
          || !Character.isLowSurrogate(text.charAt(i))) {
        throw new InvalidJsonException("Half of a surrogate pair in a string");
      }
      i++;
    }
  }

  /**
   * Writes a tree compact, without a blank. Infinities are written as the string {@code "Infinity"},
   * negative zero as {@code 0}, as AWS does.
   *
   * @throws JsonTooLargeException where it is nested deeper than {@link #MAX_DEPTH}
   */
  public static String write(@Nullable Object tree) {
    return write(tree, Integer.MAX_VALUE);
  }

  /**
   * Writes a tree compact as long as its text stays within a limit.
   *
   * @param maxBytes the longest text, in UTF-8 bytes
   * @throws JsonTooLargeException as soon as the text passes the limit, or is nested deeper than {@link #MAX_DEPTH}
   */
  public static String write(@Nullable Object tree, int maxBytes) {
    return new JsonWriter(maxBytes).write(tree);
  }

  /** How deep arrays and objects are nested in a text that is known to be JSON; 0 for a scalar. */
  static int depth(String json) {
    int depth = 0;
    int deepest = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inString = false;
        }
      } else if (c == '"') {
        inString = true;
      } else if (c == '[' || c == '{') {
        deepest = Math.max(deepest, ++depth);
      } else if (c == ']' || c == '}') {
        depth--;
      }
    }
    return deepest;
  }
}
