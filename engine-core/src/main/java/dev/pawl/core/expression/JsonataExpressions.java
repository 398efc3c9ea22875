package dev.pawl.core.expression;

import org.jspecify.annotations.Nullable;

/** Compiles what JSONata states compute with: JSON trees in which strings may be expressions. */
public final class JsonataExpressions {
  private static final String OPEN = "{%";
  private static final String CLOSE = "%}";

  /** Which fields of {@code $states} a field may read, besides {@code input} and {@code context}. */
  public enum Reach {
    /** Only {@code input} and {@code context}. */
    INPUT_CONTEXT,
    /** Also {@code result}: Output and Assign of a Task, Map or Parallel state. */
    WITH_RESULT,
    /** Also {@code errorOutput}: Output and Assign of a Catcher. */
    WITH_ERROR_OUTPUT
  }

  private JsonataExpressions() {}

  /**
   * Compiles a value in which every string of the form <code>{% ... %}</code> is an expression. Without
   * one in it, it is computed once. A failed evaluation names the place in its location, such as
   * {@code Output/r}.
   *
   * @param field the field's name, such as {@code Output}
   * @param tree the value as {@link dev.pawl.core.json.Payload} describes trees
   * @param reach what {@code $states} has here
   * @throws InvalidExpressionException for an expression that does not parse, or uses what is not offered
   */
  public static Expression template(String field, @Nullable Object tree, Reach reach) {
    return JsonataTemplate.compile(field, tree, reach);
  }

  /** Says whether a string is an expression: it starts with <code>{%</code> and ends with <code>%}</code>. */
  public static boolean isExpression(String text) {
    return text.length() >= OPEN.length() + CLOSE.length() && text.startsWith(OPEN)
        && text.endsWith(CLOSE);
  }

  /** The expression without its delimiters and the blanks inside them, as messages quote it. */
  static String inner(String text) {
    return text.substring(OPEN.length(), text.length() - CLOSE.length()).strip();
  }
}
