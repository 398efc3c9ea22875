package dev.pawl.core.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import java.text.ParseException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The functions that print and read numbers and times by a picture. Most are the library's, which fills
 * up to any width that a picture asks for; so long pictures and wide ones are refused before.
 */
final class JsonataPictures {
  /** The longest picture, and the longest text that is read by one, in characters. */
  private static final int MAX_LENGTH = 1_024;

  /** A width of more than three digits in a component such as {@code [Y,4-4]}. */
  private static final Pattern WIDE = Pattern.compile(",[^\\]]*\\d{4}");

  /** The largest number in Roman numerals, each thousand of which is a letter. */
  private static final int MAX_ROMAN = 1_000_000;

  private JsonataPictures() {}

  /** A picture; null where there is none. */
  private static @Nullable String picture(JsonataArguments arguments, int index) {
    String picture = arguments.text(index);
    if (picture != null && (picture.length() > MAX_LENGTH || WIDE.matcher(picture).find())) {
      throw new JException("The picture of the " + arguments.function()
          + " function must not be longer than " + MAX_LENGTH + " or wider than 999 characters",
          -1);
    }
    return picture;
  }

  private static String read(JsonataArguments arguments, String text) {
    if (text.length() > MAX_LENGTH) {
      throw new JException("The " + arguments.function()
          + " function does not read more than " + MAX_LENGTH + " characters by a picture", -1);
    }
    return text;
  }

  /** A part of a time in a picture; {@code [[} is a bracket. */
  private static final Pattern MARKER = Pattern.compile("\\[\\[|\\[\\s*([A-Za-z])");

  private static final List<String> PARTS = List.of("Y", "M", "D", "H", "m", "s");

  /** Days of the year, and of weeks: the library reads them in another way, or not at all. */
  private static final Set<String> OTHER_CALENDARS = Set.of("d", "X", "x", "W", "w", "F");

  static @Nullable Object formatNumber(JsonataArguments arguments) {
    if (arguments.isUndefined(0)) {
      return null;
    }
    String picture = picture(arguments, 1);
    if (picture == null) {
      throw arguments.refuse(1);
    }
    Map<?, ?> options = arguments.value(2) instanceof Map<?, ?> map ? map : Map.of();
    return JsonataNumberPicture.format(arguments.number(0).doubleValue(), picture, options);
  }

  static @Nullable Object formatInteger(JsonataArguments arguments) {
    if (arguments.isUndefined(0)) {
      return null;
    }
    Number number = arguments.number(0);
    String picture = picture(arguments, 1);
    if (picture != null && (picture.startsWith("I") || picture.startsWith("i"))
        && Math.abs(number.doubleValue()) > MAX_ROMAN) {
      throw new JException("The formatInteger function does not write Roman numerals over "
          + MAX_ROMAN, -1);
    }
    return Functions.formatInteger(number, picture);
  }

  static @Nullable Object parseInteger(JsonataArguments arguments) throws ParseException {
    String text = arguments.text(0);
    return text == null
        ? null
        : Functions.parseInteger(read(arguments, text), picture(arguments, 1));
  }

  static @Nullable Object fromMillis(JsonataArguments arguments) {
    return arguments.isUndefined(0)
        ? null
        : Functions.dateTimeFromMillis(arguments.number(0), picture(arguments, 1),
            arguments.text(2));
  }

  /** The time of a scope's burst. */
  static @Nullable Object now(JsonataArguments arguments) {
    return Functions.dateTimeFromMillis(
        EvaluationGuard.current().scope().now().toEpochMilli(), picture(arguments, 0),
        arguments.text(1));
  }

  /**
   * Reads a time by a picture. The library takes what stands before the first part that the picture has from the
   * machine's clock; with the scope's time written before the text, the picture has them all.
   */
  static @Nullable Object millis(JsonataArguments arguments, String text)
      throws ParseException, DateTimeException {
    String picture = picture(arguments, 1);
    String missing = missing(picture);
    if (missing.isEmpty()) {
      return Functions.dateTimeToMillis(read(arguments, text), picture);
    }
    String now = Functions.dateTimeFromMillis(
        EvaluationGuard.current().scope().now().toEpochMilli(), missing, null);
    return Functions.dateTimeToMillis(now + read(arguments, text), missing + picture);
  }

  /** A picture of the parts, from the year on, that come before the first part of a picture. */
  private static String missing(@Nullable String picture) {
    Set<String> present = picture == null
        ? Set.of()
        : MARKER.matcher(picture).results().map(marker -> marker.group(1))
            .filter(Objects::nonNull).collect(Collectors.toSet());
    if (present.isEmpty() || present.stream().anyMatch(OTHER_CALENDARS::contains)) {
      return "";
    }
    StringBuilder missing = new StringBuilder();
    for (String part : PARTS) {
      if (present.contains(part) || (part.equals("H") && present.contains("h"))) {
        break;
      }
      missing.append('[').append(part).append(part.equals("Y") ? "0001" : "01").append("] ");
    }
    return missing.toString();
  }
}
