package dev.pawl.core.parser;

import dev.pawl.core.expression.JsonataExpressions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the expressions of a whole definition, since each takes far more memory when compiled than as text:
 * JSONata, paths and intrinsic calls, but not the reference paths of Choice rules.
 */
final class ExpressionCount {
  static final int MOST = 10_000;

  private long count;

  /**
   * Counts the strings of a field that are expressions, or look like one; reports the first one too many.
   *
   * @return whether the definition may have them, and so whether they may be compiled
   */
  boolean admits(@Nullable Object value, Diagnostics diagnostics) {
    boolean isFirst = count <= MOST;
    count += expressionsIn(value);
    if (isFirst && count > MOST) {
      diagnostics.schema("State machine must not have more than " + MOST + " expressions", "");
    }
    return count <= MOST;
  }

  private static long expressionsIn(@Nullable Object value) {
    return switch (value) {
      case String text -> isExpression(text) ? 1 : 0;
      case Map<?, ?> object ->
        object.values().stream().mapToLong(ExpressionCount::expressionsIn).sum();
      case List<?> array -> array.stream().mapToLong(ExpressionCount::expressionsIn).sum();
      case null, default -> 0;
    };
  }

  private static boolean isExpression(String text) {
    return text.startsWith("$") || text.startsWith("States.")
        || JsonataExpressions.isExpression(text);
  }
}
