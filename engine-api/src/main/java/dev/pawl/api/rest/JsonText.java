package dev.pawl.api.rest;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON texts that carry other JSON texts as they are, so that numbers keep their digits. */
final class JsonText {
  private JsonText() {}

  /** Writes a tree; a {@link Payload} in it stands with its own text. */
  static String write(@Nullable Object tree) {
    StringBuilder text = new StringBuilder();
    write(tree, text);
    return text.toString();
  }

  private static void write(@Nullable Object tree, StringBuilder text) {
    switch (tree) {
      case Payload payload -> text.append(payload.text());
      case Map<?, ?> map -> {
        text.append('{');
        map.forEach((name, value) -> {
          if (text.charAt(text.length() - 1) != '{') {
            text.append(',');
          }
          text.append(Json.write(String.valueOf(name))).append(':');
          write(value, text);
        });
        text.append('}');
      }
      case List<?> list -> {
        text.append('[');
        for (int i = 0; i < list.size(); i++) {
          if (i > 0) {
            text.append(',');
          }
          write(list.get(i), text);
        }
        text.append(']');
      }
      case null, default -> text.append(Json.write(tree));
    }
  }

  /**
   * The texts of an object's members.
   *
   * @param object a text that is known to be a JSON object
   */
  static Map<String, String> members(String object) {
    Map<String, String> members = new LinkedHashMap<>();
    int at = blanks(object, object.indexOf('{') + 1);
    while (object.charAt(at) != '}') {
      int nameEnd = valueEnd(object, at);
      String name = (String) Objects
          .requireNonNull(Json.parse(object.substring(at, nameEnd)));
      int begin = blanks(object, object.indexOf(':', nameEnd) + 1);
      int end = valueEnd(object, begin);
      members.put(name, object.substring(begin, end));
      at = blanks(object, end);
      if (object.charAt(at) == ',') {
        at = blanks(object, at + 1);
      }
    }
    return members;
  }

  private static int blanks(String text, int from) {
    int at = from;
    while (text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  /** Where the value that begins there ends. */
  private static int valueEnd(String text, int from) {
    int depth = 0;
    int at = from;
    while (true) {
      char c = text.charAt(at);
      if (c == '"') {
        at = stringEnd(text, at);
      } else if (c == '{' || c == '[') {
        depth++;
        at++;
      } else if (c == '}' || c == ']') {
        depth--;
        at++;
      } else if (depth > 0) {
        at++;
      } else {
        return scalarEnd(text, at);
      }
      if (depth == 0) {
        return at;
      }
    }
  }

  private static int scalarEnd(String text, int from) {
    int at = from;
    while (",}] \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static int stringEnd(String text, int from) {
    int at = from + 1;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }
}
