package dev.pawl.api.rest;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks names and types of a body's members by its schema; what they may hold is for the service model. */
final class Members {
  private Members() {}

  /**
   * Refuses unknown members and wrong types.
   *
   * @param path where the value stands, for messages; empty for the body
   * @throws ProblemException that names the member
   */
  static void check(Map<?, ?> schema, @Nullable Object value, String path) {
    Object type = schema.get("type");
    if (type == null || (value == null && !path.isEmpty())) {
      return;
    }
    if (!fits((String) type, value)) {
      throw ProblemException.badMember(
          (path.isEmpty() ? "The body" : "The member '" + path + "'") + " must be "
              + article(type));
    }
    if (value instanceof Map<?, ?> map) {
      members(schema, map, path);
    } else if (value instanceof List<?> list && schema.get("items") instanceof Map<?, ?> items) {
      for (int i = 0; i < list.size(); i++) {
        item(items, list.get(i), path + "[" + i + "]");
      }
    }
  }

  private static void members(Map<?, ?> schema, Map<?, ?> members, String path) {
    Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> properties
        ? properties
        : Map.of();
    String before = path.isEmpty() ? "" : path + ".";
    members.forEach((name, member) -> {
      if (known.get(name) instanceof Map<?, ?> one) {
        check(one, member, before + name);
      } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
        item(others, member, before + name);
      } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
        throw ProblemException.unknownMember(
            "There is no member '" + before + name + "' here; known are " + known.keySet());
      }
    });
    if (schema.get("required") instanceof List<?> required && !path.isEmpty()) {
      for (Object name : required) {
        if (members.get(name) == null) {
          throw ProblemException.badMember("There must be a member '" + before + name + "'");
        }
      }
    }
  }

  /** Unlike a member, an item cannot be absent. */
  private static void item(Map<?, ?> schema, @Nullable Object value, String path) {
    if (value == null && schema.get("type") != null) {
      throw ProblemException.badMember("The member '" + path + "' must not be null");
    }
    check(schema, value, path);
  }

  private static boolean fits(String type, @Nullable Object value) {
    return switch (type) {
      case "object" -> value instanceof Map<?, ?>;
      case "array" -> value instanceof List<?>;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer || value instanceof Long
          || value instanceof BigInteger
          || (value instanceof Double number && number == Math.rint(number));
      default -> value instanceof Number;
    };
  }

  private static String article(Object type) {
    return switch ((String) Objects.requireNonNull(type)) {
      case "object" -> "a JSON object";
      case "array" -> "an array";
      case "integer" -> "a whole number";
      case "boolean" -> "true or false";
      default -> "a " + type;
    };
  }
}
