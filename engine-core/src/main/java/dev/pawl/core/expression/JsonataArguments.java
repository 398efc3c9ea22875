package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call's arguments. The evaluator's signatures let JSON's null through; here it is refused as
 * JSONata refuses it, with T0410.
 */
record JsonataArguments(String function, List<?> values) {
  @Nullable
  Object value(int index) {
    return index < values.size() ? values.get(index) : null;
  }

  boolean isUndefined(int index) {
    return value(index) == null;
  }

  /** A string; null where it is undefined. */
  @Nullable
  String text(int index) {
    return switch (value(index)) {
      case null -> null;
      case String text -> text;
      default -> throw refuse(index);
    };
  }

  /** A number that must be there. */
  Number number(int index) {
    if (value(index) instanceof Number number) {
      return number;
    }
    throw refuse(index);
  }

  /** An array, or a single value as an array of one; null where it is undefined. */
  @Nullable
  List<?> array(int index) {
    return switch (value(index)) {
      case null -> null;
      case List<?> list -> list;
      case Object single -> List.of(single);
    };
  }

  Pattern pattern(int index) {
    if (value(index) instanceof Pattern pattern) {
      return pattern;
    }
    throw new JException("T1010", -1, function);
  }

  JException refuse(int index) {
    return new JException("T0410", -1, index + 1, function);
  }
}
