package dev.pawl.core.access;

import java.util.List;

/**
 * One key of a condition.
 *
 * @param key in lower case
 * @param values one of which has to fit; for a negated operator none may
 */
record Condition(Operator operator, Quantifier quantifier, boolean ifExists, String key,
    List<String> values) {
  Condition {
    values = List.copyOf(values);
  }

  /** How the values that a request has are taken together. */
  enum Quantifier {
    /** The request has one value. */
    ONE,
    FOR_ANY_VALUE,
    FOR_ALL_VALUES
  }

  boolean holds(AccessRequest request) {
    List<String> actual = request.values(key);
    if (operator == Operator.NULL) {
      return Boolean.parseBoolean(values.getFirst()) == actual.isEmpty();
    }
    if (actual.isEmpty()) {
      return switch (quantifier) {
        case FOR_ANY_VALUE -> false;
        case FOR_ALL_VALUES -> true;
        case ONE -> ifExists || operator.isNegated();
      };
    }
    return switch (quantifier) {
      case FOR_ALL_VALUES -> actual.stream().allMatch(this::fits);
      case ONE, FOR_ANY_VALUE -> actual.stream().anyMatch(this::fits);
    };
  }

  private boolean fits(String actual) {
    return values.stream().anyMatch(value -> operator.test(value, actual)) != operator.isNegated();
  }
}
