package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser;
import com.dashjoin.jsonata.Utils;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops an evaluation that recurses, runs, or allocates without end. One object guards one
 * evaluation on one thread. This is the one class of the engine's core that reads the thread's allocation
 * counter: only to stop what would not stop, never to decide anything.
 *
 * <p>The evaluator calls back before and after each node of the expression. Depth and the bounds of
 * strings and arrays are AWS's own.
 */
final class EvaluationGuard implements Jsonata.EntryCallback, Jsonata.ExitCallback {
  /**
   * How far an evaluation may go.
   *
   * @param depth nested nodes
   * @param steps nodes evaluated
   * @param bytes allocated memory
   * @param weight the heaviest array or object, in values: at AWS one more than the standard fails
   */
  record Limits(int depth, long steps, long bytes, long weight) {
    static final Limits STANDARD = new Limits(100, 1_000_000, 64L * 1_024 * 1_024,
        873_782);
  }

  /** Why an evaluation was stopped; the texts are AWS's. */
  enum Reason {
    DEPTH("Stack overflow error: Check for non-terminating recursive function. "
        + "Consider rewriting as tail-recursive"),
    TIME("Expression evaluation timeout: Check for infinite loop"),
    MEMORY("Expression evaluation memory limit exceeded: Check for excessive memory usage");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Unwinds the evaluator. An Error, since the evaluator turns exceptions inside "and" into others. */
  static final class Tripped extends Error {
    private static final long serialVersionUID = 1L;

    Tripped() {
      super(null, null, false, false);
    }
  }

  /** Ends the guard's hold on the thread. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /** The longest string, in characters: at AWS 2^22 works and 2^23 fails. */
  static final int MAX_STRING = 4_194_304;

  private static final int STEPS_BETWEEN_LOOKS = 256;
  private static final int VALUES_BETWEEN_LOOKS = 10_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final ThreadLocal<@Nullable EvaluationGuard> CURRENT = new ThreadLocal<>();

  private final Limits limits;
  private final JsonataSyntax syntax;
  private final Scope scope;
  private final IdentityHashMap<Object, Long> weights = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Long> volumes = new IdentityHashMap<>();
  private long startBytes;
  private int depth;
  private long steps;
  private long ticks;
  private long unseenValues;
  private @Nullable Reason tripped;

  EvaluationGuard(Limits limits, JsonataSyntax syntax, Scope scope) {
    this.limits = limits;
    this.syntax = syntax;
    this.scope = scope;
  }

  /** The guard of the evaluation that runs on this thread. */
  static EvaluationGuard current() {
    EvaluationGuard guard = CURRENT.get();
    if (guard == null) {
      throw new IllegalStateException("no evaluation runs on this thread");
    }
    return guard;
  }

  Scope scope() {
    return scope;
  }

  Optional<Reason> tripped() {
    return Optional.ofNullable(tripped);
  }

  /** Begins to guard; throws where the expressions before this one have used up the time. */
  Running start(Jsonata.Frame frame) {
    if (scope.allowance().isUsedUp()) {
      throw trip(Reason.TIME);
    }
    EvaluationGuard outer = CURRENT.get();
    CURRENT.set(this);
    startBytes = THREADS.getCurrentThreadAllocatedBytes();
    frame.setEvaluateEntryCallback(this);
    frame.setEvaluateExitCallback(this);
    return () -> {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    };
  }

  @Override
  public void callback(Parser.Symbol node, @Nullable Object input, Jsonata.Frame frame) {
    if (tripped != null) {
      throw new Tripped();
    }
    if (++depth > limits.depth()) {
      throw trip(Reason.DEPTH);
    }
    if (++steps > limits.steps()) {
      throw trip(Reason.TIME);
    }
    if (steps % STEPS_BETWEEN_LOOKS == 0) {
      look();
    }
  }

  @Override
  public void callback(Parser.Symbol node, @Nullable Object input, Jsonata.Frame frame,
      @Nullable Object result) {
    depth--;
    JsonataSyntax.Use use = syntax.useOf(node);
    if (use != null) {
      refuseNonFunction(node, result, frame, use);
    }
    if (result instanceof String text) {
      string(text.length());
    } else if (result instanceof List<?> || result instanceof Map<?, ?>) {
      weigh(result);
      if (syntax.isStringified(node) && volume(result) > MAX_STRING) {
        throw trip(Reason.MEMORY);
      }
    }
  }

  /** The evaluator itself would print a line for the operator before it says T1006. */
  private static void refuseNonFunction(Parser.Symbol node, @Nullable Object result,
      Jsonata.Frame frame, JsonataSyntax.Use use) {
    Object called = result instanceof Utils.JList<?> sequence && sequence.sequence
        && sequence.size() <= 1
            ? (sequence.isEmpty() ? null : sequence.getFirst())
            : result;
    if (called != null && JsonataValues.isFunction(called)) {
      return;
    }
    Object name = JsonataSyntax.nameOf(node);
    boolean lacksDollar = called == null && name != null
        && frame.lookup(String.valueOf(name)) != null;
    throw switch (use) {
      case CALLED -> new JException(lacksDollar ? "T1005" : "T1006", -1, name);
      case APPLIED_PARTIALLY -> new JException(lacksDollar ? "T1007" : "T1008", -1, name);
    };
  }

  /** To be called in loops inside functions: now and then looks at the clock and the memory. */
  void tick() {
    if ((++ticks & 0xFFF) == 0) {
      look();
    }
  }

  private void look() {
    if (scope.allowance().isUsedUp()) {
      throw trip(Reason.TIME);
    }
    if (THREADS.getCurrentThreadAllocatedBytes() - startBytes > limits.bytes()) {
      throw trip(Reason.MEMORY);
    }
  }

  /** To be called before a string of this many characters is built. */
  void string(long length) {
    if (length > MAX_STRING) {
      throw trip(Reason.MEMORY);
    }
  }

  /** To be called before an array of this many values is built. */
  void array(long size) {
    if (size > limits.weight()) {
      throw trip(Reason.MEMORY);
    }
  }

  private Tripped trip(Reason reason) {
    tripped = reason;
    return new Tripped();
  }

  /**
   * Keeps what a value that this evaluation built would weigh if nothing in it were shared: one for
   * each child, or the child's own weight. Doubling an object by reference doubles its weight.
   */
  private void weigh(Object value) {
    if (weights.containsKey(value)) {
      return;
    }
    long weight = 0;
    switch (value) {
      case Utils.RangeList range -> weight = range.size();
      case List<?> list -> {
        for (Object child : list) {
          weight += weightOf(child);
        }
      }
      case Map<?, ?> map -> {
        for (Object child : map.values()) {
          weight += weightOf(child);
        }
      }
      default ->
        throw new IllegalArgumentException("neither array nor object: " + value.getClass());
    }
    array(weight);
    weights.put(value, weight);
    // One node can build a long array, so that counting nodes alone would look too seldom.
    unseenValues += value instanceof List<?> list ? list.size() : 1;
    if (unseenValues > VALUES_BETWEEN_LOOKS) {
      unseenValues = 0;
      look();
    }
  }

  private long weightOf(@Nullable Object child) {
    return child instanceof List<?> || child instanceof Map<?, ?>
        ? Math.max(1, weights.getOrDefault(child, 1L))
        : 1;
  }

  /** About how long the value's JSON text would be, at most a little over the longest string. */
  private long volume(@Nullable Object value) {
    if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
      return value instanceof String text ? text.length() + 3L : 8;
    }
    Long known = volumes.get(value);
    if (known != null) {
      return known;
    }
    long volume = 2;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        volume += String.valueOf(entry.getKey()).length() + 4 + volume(entry.getValue());
        if (volume > MAX_STRING) {
          break;
        }
      }
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        volume += volume(item);
        if (volume > MAX_STRING) {
          break;
        }
      }
    }
    volumes.put(value, volume);
    return volume;
  }
}
