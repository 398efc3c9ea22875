package dev.pawl.core.access;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * One statement of a policy.
 *
 * @param conditions all of which have to hold
 */
record Statement(Effect effect, Pattern actions, Pattern resources, List<Condition> conditions) {
  Statement {
    conditions = List.copyOf(conditions);
  }

  enum Effect {
    ALLOW,
    DENY
  }

  /** What a statement is about: one of the patterns, or anything but them. */
  record Pattern(boolean isNegated, List<String> patterns) {
    Pattern {
      patterns = List.copyOf(patterns);
    }

    boolean fits(Predicate<String> isMatch) {
      return patterns.stream().anyMatch(isMatch) != isNegated;
    }
  }

  boolean isAbout(AccessRequest request) {
    String action = request.action().toLowerCase(Locale.ROOT);
    return actions.fits(
        pattern -> Wildcards.matches(pattern.toLowerCase(Locale.ROOT), action))
        && resources.fits(pattern -> Operator.arnMatches(pattern, request.resource()))
        && conditions.stream().allMatch(condition -> condition.holds(request));
  }
}
