package dev.pawl.tasks.http;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON trees as {@code application/x-www-form-urlencoded} (reference: service-integrations, section 5). Space is
 * {@code %20}.
 *
 * @param arrays how lists are written
 */
record FormEncoding(Arrays arrays) {
  /** The forms of {@code a: [x, y]}. */
  enum Arrays {
    /** {@code a[0]=x&a[1]=y}. */
    INDICES,
    /** {@code a=x&a=y}. */
    REPEAT,
    /** {@code a=x,y}. */
    COMMAS,
    /** {@code a[]=x&a[]=y}. */
    BRACKETS
  }

  /** Encodes an object. */
  String encode(Map<?, ?> members) {
    StringJoiner pairs = new StringJoiner("&");
    members.forEach((name, value) -> add(pairs, percent(String.valueOf(name)), value));
    return pairs.toString();
  }

  private void add(StringJoiner pairs, String name, @Nullable Object value) {
    switch (value) {
      case null -> pairs.add(name + "=");
      case Map<?, ?> members -> members.forEach((key, inner) -> add(pairs,
          name + "%5B" + percent(String.valueOf(key)) + "%5D", inner));
      case List<?> list when arrays == Arrays.COMMAS -> pairs.add(name + "=" + list.stream()
          .map(FormEncoding::text).map(FormEncoding::percent).collect(Collectors.joining(",")));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          add(pairs, name + switch (arrays) {
            case INDICES -> "%5B" + i + "%5D";
            case BRACKETS -> "%5B%5D";
            case REPEAT, COMMAS -> "";
          }, list.get(i));
        }
      }
      default -> pairs.add(name + "=" + percent(text(value)));
    }
  }

  /** A scalar as it stands in a URL or form. */
  static String text(@Nullable Object value) {
    return value instanceof BigDecimal number
        ? number.toPlainString()
        : Objects.toString(value, "");
  }

  static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A")
        .replace("%7E", "~");
  }
}
