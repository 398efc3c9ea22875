package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import dev.pawl.core.json.LinearSearch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions between strings and other values. */
final class JsonataStrings {
  private static final Pattern NUMBER = Pattern
      .compile("-?[0-9]+(\\.[0-9]+)?([Ee][-+]?[0-9]+)?");
  private static final Pattern RADIX_NUMBER = Pattern
      .compile("0([xX])([0-9A-Fa-f]+)|0([oO])([0-7]+)|0([bB])([01]+)");
  private static final Pattern ISO = Pattern.compile(
      "(\\d{4}(?:-[01]\\d)?(?:-[0-3]\\d)?)(T[0-2]\\d:[0-5]\\d:[0-5]\\d)?(\\.\\d+)?([+-][0-2]\\d:?[0-5]\\d|Z)?");

  private JsonataStrings() {}

  static @Nullable Object string(JsonataArguments arguments) {
    Object argument = arguments.value(0);
    if (argument == null || argument instanceof String) {
      return argument;
    }
    Object value = argument instanceof Utils.JList<?> list && list.outerWrapper
        ? list.getFirst()
        : argument;
    boolean pretty = Boolean.TRUE.equals(arguments.value(1));
    return new JsonataPrinter(pretty, EvaluationGuard.current()).print(value);
  }

  static @Nullable Object pad(JsonataArguments arguments) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    long width = arguments.number(1).longValue();
    String with = arguments.text(2);
    String filler = with == null || with.isEmpty() ? " " : with;
    long missing = Math.abs(Math.max(width, -Integer.MAX_VALUE))
        - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    int[] points = filler.codePoints().toArray();
    EvaluationGuard.current().string(text.length() + missing);
    StringBuilder padding = new StringBuilder((int) missing);
    for (int i = 0; i < missing; i++) {
      padding.appendCodePoint(points[i % points.length]);
    }
    return width < 0 ? padding + text : text + padding;
  }

  static @Nullable Object substringBefore(JsonataArguments arguments) {
    String text = arguments.text(0);
    String part = arguments.text(1);
    if (text == null || part == null) {
      return text;
    }
    int found = LinearSearch.indexOf(text, part, 0);
    return found < 0 ? text : text.substring(0, found);
  }

  static @Nullable Object substringAfter(JsonataArguments arguments) {
    String text = arguments.text(0);
    String part = arguments.text(1);
    if (text == null || part == null) {
      return text;
    }
    int found = LinearSearch.indexOf(text, part, 0);
    return found < 0 ? text : text.substring(found + part.length());
  }

  static @Nullable Object join(JsonataArguments arguments) {
    List<?> parts = arguments.array(0);
    if (parts == null) {
      return null;
    }
    String given = arguments.text(1);
    String separator = given == null ? "" : given;
    EvaluationGuard guard = EvaluationGuard.current();
    StringBuilder text = new StringBuilder();
    boolean first = true;
    for (Object part : parts) {
      if (!(part instanceof String string)) {
        throw new JException("T0412", -1, part, "s");
      }
      guard.tick();
      guard.string((long) text.length() + separator.length() + string.length());
      text.append(first ? "" : separator).append(string);
      first = false;
    }
    return text.toString();
  }

  static @Nullable Object base64encode(JsonataArguments arguments) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    EvaluationGuard.current().string(text.length() / 3L * 4);
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static @Nullable Object number(JsonataArguments arguments) {
    Object value = arguments.value(0);
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Boolean bool -> bool ? 1 : 0;
      case String text when NUMBER.matcher(text).matches()
          && Double.isFinite(Double.parseDouble(text)) ->
        Double.valueOf(text);
      case String text when RADIX_NUMBER.matcher(text).matches() -> radixNumber(text);
      case String _ -> throw new JException("D3030", -1, value);
      default -> throw arguments.refuse(0);
    };
  }

  private static Object radixNumber(String text) {
    int radix = switch (Character.toLowerCase(text.charAt(1))) {
      case 'x' -> 16;
      case 'o' -> 8;
      default -> 2;
    };
    if (text.length() > 300) {
      throw new JException("D3030", -1, text);
    }
    return new BigInteger(text.substring(2), radix).doubleValue();
  }

  static @Nullable Object formatBase(JsonataArguments arguments) {
    if (arguments.isUndefined(0)) {
      return null;
    }
    double value = arguments.number(0).doubleValue();
    int radix = arguments.isUndefined(1) ? 10 : arguments.number(1).intValue();
    if (radix < 2 || radix > 36) {
      throw new JException("D3100", -1, radix);
    }
    return BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_EVEN).toBigInteger()
        .toString(radix);
  }

  static @Nullable Object toMillis(JsonataArguments arguments) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    try {
      return arguments.isUndefined(1) ? isoMillis(text) : JsonataPictures.millis(arguments, text);
    } catch (DateTimeException | ParseException e) {
      throw new JException("D3110", -1, text);
    }
  }

  /** Without a zone the time is UTC. */
  private static long isoMillis(String text) {
    Matcher parts = ISO.matcher(text);
    if (!parts.matches()) {
      throw new DateTimeException(text);
    }
    String day = parts.group(1);
    LocalDate date = switch (day.length()) {
      case 4 -> Year.parse(day).atDay(1);
      case 7 -> YearMonth.parse(day).atDay(1);
      default -> LocalDate.parse(day);
    };
    if (parts.group(2) == null) {
      return date.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    String fraction = parts.group(3) == null ? "" : parts.group(3);
    String time = date + parts.group(2) + fraction.substring(0, Math.min(fraction.length(), 10));
    String zone = parts.group(4);
    if (zone == null) {
      return LocalDateTime.parse(time).toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    String offset = zone.length() == 5 ? zone.substring(0, 3) + ":" + zone.substring(3) : zone;
    return OffsetDateTime.parse(time + offset).toInstant().toEpochMilli();
  }

  static @Nullable Object cloned(JsonataArguments arguments) {
    Object value = arguments.value(0);
    return value == null ? null : copy(value, EvaluationGuard.current());
  }

  private static Object copy(Object value, EvaluationGuard guard) {
    guard.tick();
    return switch (value) {
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach(
            (key, item) -> copy.put(key, item == null ? Jsonata.NULL_VALUE : copy(item, guard)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(item == null ? Jsonata.NULL_VALUE : copy(item, guard)));
        yield copy;
      }
      default -> value;
    };
  }
}
