package dev.pawl.core.access;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.IntPredicate;

/** How a condition compares the policy's value with the request's. */
enum Operator {
  STRING_EQUALS("StringEquals", Form.TEXT),
  STRING_NOT_EQUALS("StringNotEquals", Form.TEXT),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", Form.TEXT),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", Form.TEXT),
  STRING_LIKE("StringLike", Form.TEXT),
  STRING_NOT_LIKE("StringNotLike", Form.TEXT),
  ARN_EQUALS("ArnEquals", Form.ARN),
  ARN_LIKE("ArnLike", Form.ARN),
  ARN_NOT_EQUALS("ArnNotEquals", Form.ARN),
  ARN_NOT_LIKE("ArnNotLike", Form.ARN),
  NUMERIC_EQUALS("NumericEquals", Form.NUMBER),
  NUMERIC_NOT_EQUALS("NumericNotEquals", Form.NUMBER),
  NUMERIC_LESS_THAN("NumericLessThan", Form.NUMBER),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Form.NUMBER),
  NUMERIC_GREATER_THAN("NumericGreaterThan", Form.NUMBER),
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Form.NUMBER),
  DATE_EQUALS("DateEquals", Form.TIME),
  DATE_NOT_EQUALS("DateNotEquals", Form.TIME),
  DATE_LESS_THAN("DateLessThan", Form.TIME),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", Form.TIME),
  DATE_GREATER_THAN("DateGreaterThan", Form.TIME),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", Form.TIME),
  BOOL("Bool", Form.BOOLEAN),
  IP_ADDRESS("IpAddress", Form.NETWORK),
  NOT_IP_ADDRESS("NotIpAddress", Form.NETWORK),
  NULL("Null", Form.BOOLEAN);

  private static final int ARN_PARTS = 6;

  private final String text;
  private final Form form;

  Operator(String text, Form form) {
    this.text = text;
    this.form = form;
  }

  /** What the policy's value has to look like. */
  private enum Form {
    TEXT,
    ARN,
    NUMBER,
    TIME,
    BOOLEAN,
    NETWORK
  }

  /** The operator of a name, without prefix and suffix. */
  static Optional<Operator> named(String name) {
    for (Operator operator : values()) {
      if (operator.text.equals(name)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  boolean isNegated() {
    return text.contains("Not");
  }

  /** Whether the policy's value is one that the operator can compare with. */
  boolean takes(String value) {
    return switch (form) {
      case TEXT -> true;
      case ARN -> isArn(value);
      case NUMBER -> number(value).isPresent();
      case TIME -> time(value).isPresent();
      case BOOLEAN -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
      case NETWORK -> Network.parse(value).isPresent();
    };
  }

  /** Whether a text can be a pattern of ARNs. */
  static boolean isArn(String value) {
    return value.equals("*")
        || (value.startsWith("arn:") && value.split(":", ARN_PARTS).length == ARN_PARTS);
  }

  /** Compares without regard to negation. A request's value that cannot be read is unequal to all. */
  boolean test(String value, String actual) {
    return switch (this) {
      case STRING_EQUALS, STRING_NOT_EQUALS -> value.equals(actual);
      case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE, BOOL ->
        value.equalsIgnoreCase(actual);
      case STRING_LIKE, STRING_NOT_LIKE -> Wildcards.matches(value, actual);
      case ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE -> arnMatches(value, actual);
      case NUMERIC_EQUALS, NUMERIC_NOT_EQUALS -> numbers(value, actual, c -> c == 0);
      case NUMERIC_LESS_THAN -> numbers(value, actual, c -> c < 0);
      case NUMERIC_LESS_THAN_EQUALS -> numbers(value, actual, c -> c <= 0);
      case NUMERIC_GREATER_THAN -> numbers(value, actual, c -> c > 0);
      case NUMERIC_GREATER_THAN_EQUALS -> numbers(value, actual, c -> c >= 0);
      case DATE_EQUALS, DATE_NOT_EQUALS -> times(value, actual, c -> c == 0);
      case DATE_LESS_THAN -> times(value, actual, c -> c < 0);
      case DATE_LESS_THAN_EQUALS -> times(value, actual, c -> c <= 0);
      case DATE_GREATER_THAN -> times(value, actual, c -> c > 0);
      case DATE_GREATER_THAN_EQUALS -> times(value, actual, c -> c >= 0);
      case IP_ADDRESS, NOT_IP_ADDRESS -> Network.parse(value).orElseThrow().contains(actual);
      case NULL -> false;
    };
  }

  /** Part by part: a star reaches over colons in the last part only. */
  static boolean arnMatches(String pattern, String actual) {
    if (pattern.equals("*")) {
      return true;
    }
    String[] wanted = pattern.split(":", ARN_PARTS);
    String[] parts = actual.split(":", ARN_PARTS);
    if (parts.length != ARN_PARTS) {
      return false;
    }
    for (int i = 0; i < ARN_PARTS; i++) {
      if (!Wildcards.matches(wanted[i], parts[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean numbers(String value, String actual, IntPredicate comparison) {
    return number(actual)
        .filter(known -> comparison.test(known.compareTo(number(value).orElseThrow())))
        .isPresent();
  }

  private static boolean times(String value, String actual, IntPredicate comparison) {
    return time(actual)
        .filter(known -> comparison.test(known.compareTo(time(value).orElseThrow())))
        .isPresent();
  }

  private static Optional<BigDecimal> number(String text) {
    return text.matches("[+-]?\\d{1,40}(\\.\\d{1,40})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  /** ISO 8601, or seconds since 1970. */
  private static Optional<Instant> time(String text) {
    if (text.matches("\\d{1,11}")) {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    }
    try {
      return Optional.of(OffsetDateTime
          .parse(text.length() == "2026-01-02".length() ? text + "T00:00:00Z" : text)
          .toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
