package dev.pawl.core.expression;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops the evaluation of a JSONPath field that takes too long: looked at before each path of a template
 * and inside regular expressions. One object guards one evaluation on one thread.
 */
final class EvaluationGuardTime {
  private static final long LONGEST_NANOS = 1_000_000_000L;
  private static final ThreadLocal<@Nullable EvaluationGuardTime> CURRENT = new ThreadLocal<>();

  private final long startNanos = System.nanoTime();
  private final String source;
  private int ticks;

  private EvaluationGuardTime(String source) {
    this.source = source;
  }

  /**
   * Evaluates under a guard, and under the eyes of the scope's watch.
   *
   * @param source what is evaluated, as messages name it
   */
  static <T extends @Nullable Object> Outcome<T> watched(String source, Scope scope,
      Supplier<Outcome<T>> evaluation) {
    var guard = new EvaluationGuardTime(source);
    scope.watch().begins(() -> StatesError.runtime(guard.text()));
    CURRENT.set(guard);
    try {
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

  /** To be called now and then; does nothing outside an evaluation. */
  static void look() {
    EvaluationGuardTime guard = CURRENT.get();
    if (guard != null) {
      guard.lookNow();
    }
  }

  /** The guard of the evaluation that runs on this thread. */
  static EvaluationGuardTime current() {
    EvaluationGuardTime guard = CURRENT.get();
    if (guard == null) {
      throw new IllegalStateException("no evaluation runs on this thread");
    }
    return guard;
  }

  /** To be called for each step of a loop. */
  void tick() {
    if ((++ticks & 0xFFF) == 0) {
      lookNow();
    }
  }

  private void lookNow() {
    if (System.nanoTime() - startNanos > LONGEST_NANOS) {
      throw EvaluationFailure.runtime(text());
    }
  }

  private String text() {
    return EvaluationFailure.bounded("The evaluation of '" + source + "' took too long");
  }
}
