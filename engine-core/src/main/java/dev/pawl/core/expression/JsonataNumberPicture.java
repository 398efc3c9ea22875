package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A picture of {@code $formatNumber}, as XPath's format-number has them: the library hands them to Java's
 * {@code DecimalFormat}, whose patterns mean something else.
 */
final class JsonataNumberPicture {
  private final Map<?, ?> options;
  private final String decimal;
  private final String grouping;
  private final String exponent;
  private final String minus;
  private final String percent;
  private final String perMille;
  private final String optional;
  private final char zero;
  private final List<Part> parts;

  /** What comes before, in and behind the digits of one half of a picture. */
  private record Part(String picture, String prefix, String suffix, String active, String mantissa,
      String integer, String fraction, String power, boolean hasPower) {}

  private JsonataNumberPicture(String picture, Map<?, ?> options) {
    this.options = options;
    this.decimal = symbol("decimal-separator", ".");
    this.grouping = symbol("grouping-separator", ",");
    this.exponent = symbol("exponent-separator", "e");
    this.minus = symbol("minus-sign", "-");
    this.percent = symbol("percent", "%");
    this.perMille = symbol("per-mille", "\u2030");
    this.optional = symbol("digit", "#");
    this.zero = symbol("zero-digit", "0").charAt(0);
    List<String> halves = List.of(
        picture.split(Pattern.quote(symbol("pattern-separator", ";")), -1));
    if (halves.size() > 2) {
      throw new JException("D3080", -1);
    }
    this.parts = halves.stream().map(this::part).toList();
    parts.forEach(this::validate);
  }

  /**
   * Prints a number.
   *
   * @param options the symbols that differ from the usual ones
   */
  static String format(double value, String picture, Map<?, ?> options) {
    return new JsonataNumberPicture(picture, options).format(value);
  }

  private String symbol(String name, String usual) {
    Object given = options.get(name);
    return given instanceof String text && !text.isEmpty() ? text : usual;
  }

  private boolean isDigit(char c) {
    return c >= zero && c < zero + 10;
  }

  private boolean isActive(char c) {
    return isDigit(c) || isSymbol(c, decimal) || isSymbol(c, grouping) || isSymbol(c, optional);
  }

  private static boolean isSymbol(char c, String symbol) {
    return symbol.length() == 1 && symbol.charAt(0) == c;
  }

  private Part part(String picture) {
    int start = 0;
    while (start < picture.length() && !isActive(picture.charAt(start))) {
      start++;
    }
    int end = picture.length();
    while (end > start && !isActive(picture.charAt(end - 1))) {
      end--;
    }
    String active = picture.substring(start, end);
    int at = active.indexOf(exponent);
    String mantissa = at < 0 ? active : active.substring(0, at);
    int point = mantissa.indexOf(decimal);
    return new Part(picture, picture.substring(0, start), picture.substring(end), active, mantissa,
        point < 0 ? mantissa : mantissa.substring(0, point),
        point < 0 ? "" : mantissa.substring(point + decimal.length()),
        at < 0 ? "" : active.substring(at + exponent.length()), at >= 0);
  }

  private void validate(Part part) {
    String picture = part.picture();
    boolean hasPercent = picture.contains(percent);
    boolean hasPerMille = picture.contains(perMille);
    int point = picture.indexOf(decimal);
    refuse(isRepeated(picture, decimal), "D3081");
    refuse(isRepeated(picture, percent), "D3082");
    refuse(isRepeated(picture, perMille), "D3083");
    refuse(hasPercent && hasPerMille, "D3084");
    refuse(places(part.mantissa()) == 0, "D3085");
    refuse(part.active().replace(exponent, "").chars().anyMatch(c -> !isActive((char) c)), "D3086");
    refuse(point >= 0 && (picture.startsWith(grouping, point + decimal.length())
        || picture.substring(0, point).endsWith(grouping)), "D3087");
    refuse(point < 0 && part.integer().endsWith(grouping), "D3088");
    refuse(picture.contains(grouping + grouping), "D3089");
    int first = part.integer().indexOf(optional);
    refuse(first >= 0 && digits(part.integer().substring(0, first)) > 0, "D3090");
    int last = part.fraction().lastIndexOf(optional);
    refuse(last >= 0 && digits(part.fraction().substring(last)) > 0, "D3091");
    refuse(part.hasPower() && !part.power().isEmpty() && (hasPercent || hasPerMille), "D3092");
    refuse(part.hasPower()
        && (part.power().isEmpty() || digits(part.power()) < part.power().length()), "D3093");
  }

  private static void refuse(boolean isWrong, String code) {
    if (isWrong) {
      throw new JException(code, -1);
    }
  }

  private static boolean isRepeated(String text, String symbol) {
    return text.indexOf(symbol) != text.lastIndexOf(symbol);
  }

  private int digits(String text) {
    return (int) text.chars().filter(c -> isDigit((char) c)).count();
  }

  private int places(String text) {
    return (int) text.chars()
        .filter(c -> isDigit((char) c) || isSymbol((char) c, optional)).count();
  }

  private String format(double value) {
    Part part = value < 0 ? parts.getLast() : parts.getFirst();
    String sign = value < 0 && parts.size() == 1 ? minus : "";
    BigDecimal number = new BigDecimal(Double.toString(Math.abs(value)));
    if (part.picture().contains(percent)) {
      number = number.movePointRight(2);
    } else if (part.picture().contains(perMille)) {
      number = number.movePointRight(3);
    }
    int power = 0;
    if (part.hasPower() && number.signum() != 0) {
      // As many digits before the point as the picture demands.
      power = number.precision() - number.scale() - digits(part.integer());
      number = number.movePointLeft(power);
    }
    String printed = number(part, number);
    if (part.hasPower()) {
      printed += exponent + (power < 0 ? minus : "")
          + family(padded(String.valueOf(Math.abs(power)), digits(part.power())));
    }
    return sign + part.prefix() + printed + part.suffix();
  }

  private String number(Part part, BigDecimal number) {
    int fewestBefore = digits(part.integer());
    int fewestBehind = digits(part.fraction());
    int mostBehind = places(part.fraction());
    if (fewestBefore == 0 && mostBehind == 0) {
      if (part.hasPower()) {
        fewestBehind = 1;
        mostBehind = 1;
      } else {
        fewestBefore = 1;
      }
    }
    if (part.hasPower() && fewestBefore == 0 && part.integer().contains(optional)) {
      fewestBefore = 1;
    }
    if (fewestBefore == 0 && fewestBehind == 0) {
      fewestBehind = 1;
    }
    String plain = number.setScale(mostBehind, RoundingMode.HALF_EVEN).toPlainString();
    int point = plain.indexOf('.');
    String before = (point < 0 ? plain : plain.substring(0, point)).replaceFirst("^0+", "");
    StringBuilder behind = new StringBuilder(point < 0 ? "" : plain.substring(point + 1));
    while (behind.length() > fewestBehind && behind.charAt(behind.length() - 1) == '0') {
      behind.setLength(behind.length() - 1);
    }
    while (behind.length() < fewestBehind) {
      behind.append('0');
    }
    String left = groupedBefore(family(padded(before, fewestBefore)), part.integer());
    String right = groupedBehind(family(behind.toString()), part.fraction());
    boolean shows = part.picture().contains(decimal) && !right.isEmpty();
    return left + (shows ? decimal + right : "");
  }

  private static String padded(String digits, int fewest) {
    return "0".repeat(Math.max(0, fewest - digits.length())) + digits;
  }

  private String family(String digits) {
    StringBuilder text = new StringBuilder();
    digits.chars().forEach(c -> text.append((char) (zero + c - '0')));
    return text.toString();
  }

  private String groupedBefore(String digits, String picture) {
    List<Integer> positions = new ArrayList<>();
    for (int at = picture.indexOf(grouping); at >= 0; at = picture.indexOf(grouping, at + 1)) {
      positions.add(places(picture.substring(at)));
    }
    int regular = regular(positions);
    StringBuilder text = new StringBuilder(digits);
    if (regular > 0) {
      for (int at = digits.length() - regular; at > 0; at -= regular) {
        text.insert(at, grouping);
      }
    } else {
      for (int position : positions.reversed()) {
        if (position < digits.length()) {
          text.insert(text.length() - lengthWithGroups(positions, position), grouping);
        }
      }
    }
    return text.toString();
  }

  /** How long the text to the right of a position is, with the separators that stand in it already. */
  private int lengthWithGroups(List<Integer> positions, int position) {
    return position + grouping.length()
        * (int) positions.stream().filter(other -> other < position).count();
  }

  /** The distance of separators that go on to the left for ever; 0 where they stand as in the picture. */
  private static int regular(List<Integer> positions) {
    if (positions.isEmpty()) {
      return 0;
    }
    int factor = positions.stream().reduce(0, JsonataNumberPicture::commonFactor);
    for (int i = 1; i <= positions.size(); i++) {
      if (!positions.contains(i * factor)) {
        return 0;
      }
    }
    return factor;
  }

  private static int commonFactor(int a, int b) {
    return b == 0 ? a : commonFactor(b, a % b);
  }

  private String groupedBehind(String digits, String picture) {
    StringBuilder text = new StringBuilder(digits);
    int inserted = 0;
    for (int at = picture.indexOf(grouping); at >= 0; at = picture.indexOf(grouping, at + 1)) {
      int position = places(picture.substring(0, at));
      if (position < digits.length()) {
        text.insert(position + inserted, grouping);
        inserted += grouping.length();
      }
    }
    return text.toString();
  }
}
