package dev.pawl.api.trigger;

import dev.pawl.api.protocol.ApiError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The members of a request. */
record Asked(Map<?, ?> members) {
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,64}");
  private static final int LONGEST_DESCRIPTION = 512;

  /** A text; empty where it is missing or empty. */
  Optional<String> text(String name) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text).filter(some -> !some.isEmpty());
    }
    throw ApiError.SERIALIZATION.about(name + " must be a text");
  }

  /** A text that has to be there. */
  String required(String name) {
    return text(name).orElseThrow(() -> invalid("Parameter " + name + " is required"));
  }

  /** A name that a resource may have. */
  String name(String member) {
    String name = required(member);
    if (!NAME.matcher(name).matches()) {
      throw invalid("1 validation error detected: Value '" + name + "' at '"
          + Character.toLowerCase(member.charAt(0)) + member.substring(1)
          + "' failed to satisfy constraint: Member must satisfy regular expression pattern: "
          + "[\\.\\-_A-Za-z0-9]+");
    }
    return name;
  }

  /** A description, if there is one. */
  Optional<String> description() {
    Optional<String> text = text("Description");
    if (text.filter(some -> some.length() > LONGEST_DESCRIPTION).isPresent()) {
      throw invalid("1 validation error detected: Value at 'description' failed to satisfy"
          + " constraint: Member must have length less than or equal to " + LONGEST_DESCRIPTION);
    }
    return text;
  }

  /** One of several words; the first where it is missing. */
  String word(String name, String... words) {
    String word = text(name).orElse(words[0]);
    if (Stream.of(words).noneMatch(word::equals)) {
      throw invalid("1 validation error detected: Value '" + word + "' at '"
          + Character.toLowerCase(name.charAt(0)) + name.substring(1)
          + "' failed to satisfy constraint: Member must satisfy enum value set: "
          + List.of(words));
    }
    return word;
  }

  /** A whole number within bounds. */
  int number(String name, int otherwise, int least, int most) {
    Object value = members.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Number number)) {
      throw ApiError.SERIALIZATION.about(name + " must be a number");
    }
    if (number.doubleValue() < least || number.doubleValue() > most) {
      throw invalid("1 validation error detected: Value '" + number + "' at '"
          + Character.toLowerCase(name.charAt(0)) + name.substring(1)
          + "' failed to satisfy constraint: Member must have value from " + least + " to " + most);
    }
    return number.intValue();
  }

  /** A list; empty where it is missing. */
  List<?> list(String name) {
    return switch (members.get(name)) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw ApiError.SERIALIZATION.about(name + " must be a list");
    };
  }

  /** A list of objects. */
  List<Asked> objects(String name) {
    return list(name).stream().map(item -> {
      if (item instanceof Map<?, ?> one) {
        return new Asked(one);
      }
      throw ApiError.SERIALIZATION.about("An item of " + name + " must be an object");
    }).toList();
  }

  /** A list of texts. */
  List<String> texts(String name) {
    return list(name).stream().map(item -> {
      if (item instanceof String text) {
        return text;
      }
      throw ApiError.SERIALIZATION.about("An item of " + name + " must be a text");
    }).toList();
  }

  /** An object, if there is one. */
  Optional<Asked> object(String name) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map<?, ?> one) {
      return Optional.of(new Asked(one));
    }
    throw ApiError.SERIALIZATION.about(name + " must be an object");
  }

  boolean isTrue(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** What stands under a name, whatever it is. */
  @Nullable
  Object any(String name) {
    return members.get(name);
  }

  /** The answer of an operation that has nothing to tell. */
  static Map<String, @Nullable Object> nothing() {
    return new LinkedHashMap<>();
  }

  static RuntimeException invalid(String message) {
    return ApiError.VALIDATION.about(message);
  }
}
