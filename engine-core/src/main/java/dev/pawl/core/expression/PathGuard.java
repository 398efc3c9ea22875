package dev.pawl.core.expression;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops a field or rule of a JSONPath state that takes the rest of its state's time, or finds too much: looked at
 * before each path of a template and within paths, filters and patterns. One object guards one evaluation on one
 * thread.
 */
public final class PathGuard {
  /** The most that the paths of one field find: a result counts {@link #RESULT} and its path's length. */
  private static final long MOST_FOUND = 64L * 1_024 * 1_024;

  private static final int RESULT = 64;
  private static final ThreadLocal<@Nullable PathGuard> CURRENT = new ThreadLocal<>();

  private final String source;
  private final EvaluationAllowance allowance;
  private int ticks;
  private long found;

  private PathGuard(String source, EvaluationAllowance allowance) {
    this.source = source;
    this.allowance = allowance;
  }

  /**
   * Evaluates under a guard, and under the eyes of the scope's watch.
   *
   * @param source what is evaluated, as messages name it
   */
  public static <T extends @Nullable Object> Outcome<T> watched(String source, Scope scope,
      Supplier<Outcome<T>> evaluation) {
    var guard = new PathGuard(source, scope.allowance());
    scope.watch().begins(() -> StatesError.runtime(text(source)));
    CURRENT.set(guard);
    try {
      guard.lookNow();
      return evaluation.get();
    } catch (EvaluationFailure e) {
      return e.outcome();
    } catch (StackOverflowError | OutOfMemoryError e) {
      return EvaluationFailure
          .runtime("The evaluation of '" + source + "' ran out of memory: " + e.getMessage())
          .outcome();
    } finally {
      CURRENT.remove();
      scope.watch().ends();
    }
  }

  /** To be called now and then within an evaluation, which it leaves where the time is up; else does nothing. */
  public static void look() {
    PathGuard guard = CURRENT.get();
    if (guard != null) {
      guard.lookNow();
    }
  }

  /** To be called for each step of a loop: looks at every 4,096th. */
  static void tick() {
    PathGuard guard = CURRENT.get();
    if (guard != null && (++guard.ticks & 0xFFF) == 0) {
      guard.lookNow();
    }
  }

  /**
   * To be called for each result of a path: the library keeps them all, each with its path.
   *
   * @param pathLength in characters
   */
  static void found(int pathLength) {
    PathGuard guard = CURRENT.get();
    if (guard != null) {
      guard.found += RESULT + pathLength;
      if (guard.found > MOST_FOUND) {
        throw EvaluationFailure
            .runtime("The evaluation of '" + guard.source + "' found too many values");
      }
    }
  }

  private void lookNow() {
    if (allowance.isUsedUp()) {
      throw EvaluationFailure.runtime(text(source));
    }
  }

  /** What is said of a field or rule whose time is up. */
  static String text(String source) {
    return EvaluationFailure.bounded("The evaluation of '" + source + "' took too long");
  }
}
