package dev.pawl.api.rest;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a caller waits, as {@code 500ms}, {@code 30s} or {@code 2m}; 5 minutes at most. */
final class WaitTime {
  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private WaitTime() {}

  /** @throws ProblemException where it is no such time, or too long */
  static Duration of(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      long number = Long.parseLong(form.group(1));
      Duration asked = switch (form.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        default -> Duration.ofMinutes(number);
      };
      if (asked.compareTo(LONGEST) <= 0) {
        return asked;
      }
    }
    throw ProblemException.badParameter(
        "The parameter wait must be a time such as 500ms, 30s or 2m, 5m at most, not '" + text
            + "'");
  }
}
