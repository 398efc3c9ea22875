package dev.pawl.api.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks requests against the service model, with AWS's messages. */
final class RequestValidator {
  private static final String NAME = "name";
  /** Of state machines, executions, activities; of aliases. */
  private static final Set<String> NAME_SHAPES = Set.of("Name", "CharacterRestrictedName");

  private final ServiceModel model;

  RequestValidator(ServiceModel model) {
    this.model = model;
  }

  /**
   * Checks a request.
   *
   * @param body a JSON tree
   * @return the members that the model knows; others are left out
   * @throws ApiException {@code SerializationException} where a value has the wrong type, {@code InvalidName} or
   *     {@code ValidationException} where it breaks a constraint
   */
  Request check(String operation, @Nullable Object body) {
    Shape.Structure input = (Shape.Structure) model.shape(model.input(operation));
    if (!(body instanceof Map<?, ?> sent)) {
      throw ApiError.SERIALIZATION.about("The request must be a JSON object");
    }
    types(input, sent);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String member : input.members().keySet()) {
      if (sent.get(member) != null) {
        members.put(member, sent.get(member));
      }
    }
    String named = input.members().getOrDefault(NAME, "");
    if (NAME_SHAPES.contains(named) && members.get(NAME) instanceof String name
        && !(ResourceNames.valid(name) && fits(named, name))) {
      throw ApiError.INVALID_NAME.about(name);
    }
    List<String> violations = new ArrayList<>();
    structure(input, members, "", violations);
    if (!violations.isEmpty()) {
      throw ApiError.VALIDATION.about(
          violations.size() + " validation error" + (violations.size() == 1 ? "" : "s")
              + " detected: " + String.join("; ", violations));
    }
    return new Request(members);
  }

  private boolean fits(String shape, String name) {
    List<String> violations = new ArrayList<>();
    constraints(model.shape(shape), name, NAME, violations);
    return violations.isEmpty();
  }

  private void types(Shape shape, @Nullable Object value) {
    if (value == null) {
      return;
    }
    switch (shape) {
      case Shape.Structure structure -> {
        if (!(value instanceof Map<?, ?> members)) {
          throw ApiError.SERIALIZATION.about(kind(value) + " found where a structure is expected");
        }
        structure.members()
            .forEach((member, type) -> types(model.shape(type), members.get(member)));
      }
      case Shape.Items items -> {
        if (!(value instanceof List<?> list)) {
          throw ApiError.SERIALIZATION.about(kind(value) + " found where a list is expected");
        }
        list.forEach(item -> types(model.shape(items.item()), item));
      }
      case Shape.Text _ -> expect(value instanceof String, value, "a String");
      case Shape.Whole _ -> expect(isWhole(value), value, "an Integer");
      case Shape.Large _ -> expect(isLarge(value), value, "a Long");
      case Shape.Decimal _ -> expect(value instanceof Number, value, "a Float");
      case Shape.Flag _ -> expect(value instanceof Boolean, value, "a Boolean");
      case Shape.Time _,Shape.Unchecked _ -> {
      }
    }
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer
        || (value instanceof Double number && number == Math.rint(number)
            && Math.abs(number) <= Integer.MAX_VALUE);
  }

  /** Beyond 53 bits a number with a point is not known to be whole. */
  private static boolean isLarge(Object value) {
    return value instanceof Integer || value instanceof Long
        || (value instanceof Double number && number == Math.rint(number)
            && Math.abs(number) <= 1L << 53);
  }

  private static void expect(boolean met, Object value, String type) {
    if (!met) {
      throw ApiError.SERIALIZATION.about(switch (value) {
        case Map<?, ?> _ -> "Start of structure or map found where not expected.";
        case List<?> _ -> "Start of list found where not expected.";
        default -> kind(value) + " can not be converted to " + type;
      });
    }
  }

  private static String kind(Object value) {
    return switch (value) {
      case String _ -> "STRING_VALUE";
      case Boolean flag -> flag ? "TRUE_VALUE" : "FALSE_VALUE";
      case Number _ -> "NUMBER_VALUE";
      case List<?> _ -> "A list";
      default -> "A structure";
    };
  }

  private void constraints(Shape shape, Object value, String path, List<String> violations) {
    switch (shape) {
      case Shape.Structure structure ->
        structure(structure, (Map<?, ?>) value, path + ".", violations);
      case Shape.Items items -> {
        count(items, (List<?>) value, path, violations);
        int position = 0;
        for (Object item : (List<?>) value) {
          position++;
          String place = path + "." + position + ".member";
          if (item == null) {
            violations.add(violation("Value null", place, "not be null"));
          } else {
            constraints(model.shape(items.item()), item, place, violations);
          }
        }
      }
      case Shape.Text text -> text(text, (String) value, path, violations);
      case Shape.Whole(long min, long max) -> between(min, max, (Number) value, path, violations);
      case Shape.Large(long min, long max) -> between(min, max, (Number) value, path, violations);
      case Shape.Decimal(long min, long max) -> between(min, max, (Number) value, path, violations);
      case Shape.Flag _,Shape.Time _,Shape.Unchecked _ -> {
      }
    }
  }

  private void structure(Shape.Structure structure, Map<?, ?> members, String prefix,
      List<String> violations) {
    structure.members().forEach((member, type) -> {
      Object value = members.get(member);
      if (value != null) {
        constraints(model.shape(type), value, prefix + member, violations);
      } else if (structure.required().contains(member)) {
        violations.add(violation("Value null", prefix + member, "not be null"));
      }
    });
  }

  private static void count(Shape.Items items, List<?> value, String path,
      List<String> violations) {
    String shown = "Value '" + value + "'";
    if (value.size() < items.min()) {
      violations.add(
          violation(shown, path, "have length greater than or equal to " + items.min()));
    }
    if (value.size() > items.max()) {
      violations.add(violation(shown, path, "have length less than or equal to " + items.max()));
    }
  }

  private static void text(Shape.Text text, String value, String path, List<String> violations) {
    String shown = text.sensitive() ? "Value" : "Value '" + value + "'";
    long length = text.inBytes()
        ? value.getBytes(StandardCharsets.UTF_8).length
        : value.codePointCount(0, value.length());
    if (length < text.min()) {
      violations.add(
          violation(shown, path, "have length greater than or equal to " + text.min()));
    }
    if (length > text.max()) {
      violations.add(violation(shown, path, "have length less than or equal to " + text.max()));
    }
    if (text.pattern() != null && !text.pattern().matcher(value).matches()) {
      violations.add(
          violation(shown, path, "satisfy regular expression pattern: " + text.pattern()));
    }
    if (!text.allowed().isEmpty() && !text.allowed().contains(value)) {
      violations.add(violation(shown, path, "satisfy enum value set: " + text.allowed()));
    }
    // No table could hold it.
    if (value.indexOf('\0') >= 0) {
      violations.add(violation("Value", path, "not contain the character U+0000"));
    }
  }

  private static void between(long min, long max, Number value, String path,
      List<String> violations) {
    String shown = "Value '" + value + "'";
    if (value.doubleValue() < min) {
      violations.add(violation(shown, path, "have value greater than or equal to " + min));
    }
    if (value.doubleValue() > max) {
      violations.add(violation(shown, path, "have value less than or equal to " + max));
    }
  }

  private static String violation(String shown, String path, String rule) {
    return shown + " at '" + path + "' failed to satisfy constraint: Member must " + rule;
  }
}
