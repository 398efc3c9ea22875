package dev.pawl.core.parser;

import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.Map;
import java.util.Optional;

/** Reads {@code Assign}: an object whose keys are the names of variables (reference: asl, section 6). */
final class AssignReader {
  private static final String FIELD = "Assign";
  private static final String EVALUATED = ".$";
  private static final int MAX_NAME = 80;

  private AssignReader() {}

  /**
   * Reads the field of a state, a choice rule or a catcher.
   *
   * @param element the state itself or the rule or catcher in it
   */
  static Optional<Expression> read(StateSource state, Element element, Reach reach) {
    if (!element.has(FIELD)) {
      return Optional.empty();
    }
    if (!(element.value(FIELD) instanceof Map<?, ?> variables)) {
      element.schema("Expected value of type Object", FIELD);
      return Optional.empty();
    }
    for (Object key : variables.keySet()) {
      String variable = name(String.valueOf(key), state.jsonata());
      if (!isName(variable)) {
        element.schema("Variable name '" + variable + "' is not valid", FIELD);
      } else if (variable.equals("states")) {
        element.schema("Variable name 'states' is reserved", FIELD);
      }
      state.place().scope().assign(variable, element.location(FIELD));
    }
    if (state.jsonata()) {
      return state.expressions().jsonata(element, FIELD, reach);
    }
    TemplateWarnings.check(element, FIELD);
    return state.expressions().template(element, FIELD);
  }

  /** The variable that a key of Assign names. */
  static String name(String key, boolean jsonata) {
    return !jsonata && key.endsWith(EVALUATED)
        ? key.substring(0, key.length() - EVALUATED.length())
        : key;
  }

  /** Unicode's identifier rule: ID_Start, then ID_Continue. */
  private static boolean isName(String name) {
    int length = name.codePointCount(0, name.length());
    return length >= 1 && length <= MAX_NAME
        && Character.isUnicodeIdentifierStart(name.codePointAt(0))
        && name.codePoints()
            .skip(1)
            .allMatch(c -> Character.isUnicodeIdentifierPart(c)
                && !Character.isIdentifierIgnorable(c));
  }
}
