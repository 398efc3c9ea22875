package dev.pawl.core.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one tree, compact, counting UTF-8 bytes so that it can stop where a limit is passed. */
final class JsonWriter {
  private static final char REPLACEMENT = '\uFFFD';

  private final StringBuilder text = new StringBuilder();
  private final long limit;
  /** Bytes beyond one for each character, so that the builder's length need not be counted twice. */
  private long extraBytes;

  JsonWriter(long limit) {
    this.limit = limit;
  }

  String write(@Nullable Object tree) {
    value(tree, 0);
    check();
    return text.toString();
  }

  private void check() {
    if (text.length() + extraBytes > limit) {
      throw new JsonTooLargeException("The text passes " + limit + " bytes");
    }
  }

  private void value(@Nullable Object value, int depth) {
    switch (value) {
      case null -> text.append("null");
      case String string -> string(string);
      case Boolean bool -> text.append(bool.booleanValue());
      case Number number -> number(number);
      case Map<?, ?> map -> object(map, below(depth));
      case List<?> list -> array(list, below(depth));
      default ->
        throw new IllegalArgumentException("not a JSON tree: " + value.getClass().getName());
    }
  }

  private static int below(int depth) {
    if (depth >= Json.MAX_DEPTH) {
      throw new JsonTooLargeException("Nested deeper than " + Json.MAX_DEPTH);
    }
    return depth + 1;
  }

  private void object(Map<?, ?> map, int depth) {
    text.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        text.append(',');
      }
      first = false;
      string(String.valueOf(entry.getKey()));
      text.append(':');
      value(entry.getValue(), depth);
      check();
    }
    text.append('}');
  }

  private void array(List<?> list, int depth) {
    text.append('[');
    boolean first = true;
    for (Object item : list) {
      if (!first) {
        text.append(',');
      }
      first = false;
      value(item, depth);
      check();
    }
    text.append(']');
  }

  private void number(Number number) {
    double value = number.doubleValue();
    boolean floating = number instanceof Double || number instanceof Float;
    if (floating && !Double.isFinite(value)) {
      // What AWS makes of a division by zero.
      text.append('"').append(value).append('"');
    } else if (floating && value == 0) {
      text.append('0');
    } else {
      text.append(number);
    }
  }

  private void string(String string) {
    if (text.length() + extraBytes + string.length() > limit) {
      throw new JsonTooLargeException("The text passes " + limit + " bytes");
    }
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        control(c);
      } else if (c < 0x80) {
        text.append(c);
      } else if (c < 0x800) {
        extraBytes++;
        text.append(c);
      } else if (!Character.isSurrogate(c)) {
        extraBytes += 2;
        text.append(c);
      } else if (Character.isHighSurrogate(c) && i + 1 < string.length()
          && Character.isLowSurrogate(string.charAt(i + 1))) {
        extraBytes += 2;
        text.append(c).append(string.charAt(++i));
      } else {
        // Half a character, which only a computed string can hold, is nothing that UTF-8 could carry.
        extraBytes += 2;
        text.append(REPLACEMENT);
      }
    }
    text.append('"');
  }

  private void control(char c) {
    switch (c) {
      case '\b' -> text.append("\\b");
      case '\t' -> text.append("\\t");
      case '\n' -> text.append("\\n");
      case '\f' -> text.append("\\f");
      case '\r' -> text.append("\\r");
      default -> text.append(String.format("\\u%04X", (int) c));
    }
  }
}
