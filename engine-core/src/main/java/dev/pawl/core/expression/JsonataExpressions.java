package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.List;
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

  /**
   * The failure of an expression that gave a value of another type than its field takes.
   *
   * @param source the expression without its delimiters, as {@link Expression#source()} has it
   * @param field the field, such as {@code Items}
   * @param expected JSON's name of the type, such as {@code array}
   * @param value what it gave
   */
  public static <T extends @Nullable Object> Outcome<T> unexpectedType(String source, String field,
      String expected,
      Payload value) {
    return new Outcome.Failed<>(new StatesError(StatesError.QUERY_EVALUATION_ERROR,
        EvaluationFailure
            .bounded("The JSONata expression '" + source + "' specified for the field '" + field
                + "' returned an unexpected result type. Expected '" + expected + "', but was '"
                + typeOf(value.tree())
                + "' for value: " + value.text())),
        field);
  }

  private static String typeOf(@Nullable Object tree) {
    return switch (tree) {
      case null -> "null";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Number _ -> "number";
      case List<?> _ -> "array";
      default -> "object";
    };
  }

  /** The expression without its delimiters and the blanks inside them, as messages quote it. */
  static String inner(String text) {
    return text.substring(OPEN.length(), text.length() - CLOSE.length()).strip();
  }
}
