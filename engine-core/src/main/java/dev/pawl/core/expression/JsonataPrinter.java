package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code $string}: values as JavaScript prints them, within the bound of a string. */
final class JsonataPrinter {
  /** From here on JavaScript prints exponents. */
  private static final double EXPONENT_FROM = 1e21;

  private static final double EXPONENT_BELOW = 1e-6;
  private static final MathContext FRACTION_DIGITS = new MathContext(15);

  private final StringBuilder text = new StringBuilder();
  private final boolean pretty;
  private final EvaluationGuard guard;

  JsonataPrinter(boolean pretty, EvaluationGuard guard) {
    this.pretty = pretty;
    this.guard = guard;
  }

  String print(Object value) {
    if (JsonataValues.isFunction(value)) {
      return "";
    }
    value(value, "\n");
    return text.toString();
  }

  private void value(@Nullable Object value, String newline) {
    guard.tick();
    guard.string(text.length());
    switch (value) {
      case null -> text.append("null");
      case String string -> string(string);
      case Boolean bool -> text.append(bool.booleanValue());
      case Double number -> text.append(number(number));
      case Integer number -> text.append(number.intValue());
      // JSONata has no numbers but doubles.
      case Number number -> text.append(number(number.doubleValue()));
      case Map<?, ?> map -> object(map, newline);
      case List<?> list -> array(list, newline);
      default -> text.append(Jsonata.NULL_VALUE.equals(value) ? "null" : "\"\"");
    }
  }

  private void object(Map<?, ?> map, String newline) {
    String inner = newline + "  ";
    boolean first = true;
    text.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(first ? "" : ",").append(pretty ? inner : "");
      first = false;
      string(String.valueOf(entry.getKey()));
      text.append(pretty ? ": " : ":");
      value(entry.getValue(), inner);
    }
    text.append(pretty && !first ? newline : "").append('}');
  }

  private void array(List<?> list, String newline) {
    String inner = newline + "  ";
    boolean first = true;
    text.append('[');
    for (Object item : list) {
      text.append(first ? "" : ",").append(pretty ? inner : "");
      first = false;
      value(item, inner);
    }
    text.append(pretty && !first ? newline : "").append(']');
  }

  private void string(String string) {
    guard.string((long) text.length() + string.length());
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\b' -> text.append("\\b");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\f' -> text.append("\\f");
        case '\r' -> text.append("\\r");
        default -> text.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    text.append('"');
  }

  /** A number: whole ones in full with the shortest digits, fractions with at most 15 digits. */
  static String number(double number) {
    if (!Double.isFinite(number)) {
      throw new JException("D3001", -1, number);
    }
    if (number == 0) {
      return "0";
    }
    boolean whole = number == Math.rint(number);
    BigDecimal digits = new BigDecimal(Double.toString(number));
    BigDecimal shown = (whole ? digits : new BigDecimal(number).round(FRACTION_DIGITS))
        .stripTrailingZeros();
    double size = Math.abs(number);
    if (size < EXPONENT_FROM && size >= EXPONENT_BELOW) {
      return shown.toPlainString();
    }
    String unscaled = shown.unscaledValue().abs().toString();
    int exponent = unscaled.length() - 1 - shown.scale();
    String mantissa = unscaled.length() == 1
        ? unscaled
        : unscaled.charAt(0) + "." + unscaled.substring(1);
    return (number < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+")
        + Math.abs(exponent);
  }
}
