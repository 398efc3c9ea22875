package dev.pawl.core.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one tree, compact, counting UTF-8 bytes so that it can stop where a limit is passed. */
final class JsonWriter {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int FIRST_CAPACITY = 512;

  private final StringBuilder text = new StringBuilder(FIRST_CAPACITY);
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

  /** The length of what was written, in UTF-8 bytes. */
  int utf8Length() {
    return Math.toIntExact(text.length() + extraBytes);
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
    switch (number) {
      case Integer whole -> text.append(whole.intValue());
      case Long whole -> text.append(whole.longValue());
      case Double value when !Double.isFinite(value) ->
        // What AWS makes of a division by zero.
        text.append('"').append(value.doubleValue()).append('"');
      case Double value when value == 0 -> text.append('0');
      case Double value -> text.append(value.doubleValue());
      default -> text.append(number);
    }
  }

  private void string(String string) {
    if (text.length() + extraBytes + string.length() > limit) {
      throw new JsonTooLargeException("The text passes " + limit + " bytes");
    }
    text.append('"');
    int from = 0;
    int to = plainUntil(string, 0);
    while (to < string.length()) {
      text.append(string, from, to);
      replace(string.charAt(to));
      from = to + 1;
      to = plainUntil(string, from);
    }
    text.append(string, from, to).append('"');
  }

  /** The end of what is written as it is, in one piece; its bytes are counted here. */
  private int plainUntil(String string, int from) {
    int i = from;
    while (i < string.length()) {
      char c = string.charAt(i);
      if (c < 0x80) {
        if (c < ' ' || c == '"' || c == '\\') {
          return i;
        }
      } else if (c < 0x800) {
        extraBytes++;
      } else if (!Character.isSurrogate(c)) {
        extraBytes += 2;
      } else if (Character.isHighSurrogate(c) && i + 1 < string.length()
          && Character.isLowSurrogate(string.charAt(i + 1))) {
        extraBytes += 2;
        i++;
      } else {
        return i;
      }
      i++;
    }
    return i;
  }

  private void replace(char c) {
    switch (c) {
      case '"', '\\' -> text.append('\\').append(c);
      case '\b' -> text.append("\\b");
      case '\t' -> text.append("\\t");
      case '\n' -> text.append("\\n");
      case '\f' -> text.append("\\f");
      case '\r' -> text.append("\\r");
      default -> {
        if (c < ' ') {
          text.append(String.format("\\u%04X", (int) c));
        } else {
          // Half a character, which only a computed string can hold, is nothing that UTF-8 could carry.
          extraBytes += 2;
          text.append(REPLACEMENT);
        }
      }
    }
  }
}
