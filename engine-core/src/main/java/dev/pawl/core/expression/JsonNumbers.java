package dev.pawl.core.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers of JSON trees: their smallest Java type, and equality that does not ask for it. */
final class JsonNumbers {
  private JsonNumbers() {}

  static Number smallest(long number) {
    return (int) number == number ? (Number) (int) number : (Number) number;
  }

  static Number smallest(BigInteger number) {
    return number.bitLength() < Long.SIZE ? smallest(number.longValue()) : number;
  }

  /** A value that is equal to another exactly where the two trees are equal JSON: 1 equals 1.0. */
  static @Nullable Object comparable(@Nullable Object tree) {
    return switch (tree) {
      case Integer number -> new BigDecimal(number);
      case Long number -> new BigDecimal(number);
      case BigInteger number -> new BigDecimal(number).stripTrailingZeros();
      case Double number when Double.isFinite(number) -> plain(BigDecimal.valueOf(number));
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(comparable(item)));
        yield items;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(key, comparable(value)));
        yield entries;
      }
      case null, default -> tree;
    };
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 && stripped.precision() - stripped.scale() < 20
        ? stripped.setScale(0)
        : stripped;
  }
}
