package dev.pawl.core.interpreter;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * All that the interpreter gets from outside for one burst.
 *
 * @param now the database's time, to the millisecond
 * @param random the only source of chance
 * @param tokens makes task tokens
 * @param items finds the outputs that earlier bursts kept
 * @param activities tells which activities exist
 * @param limits AWS's limits, or the operator's
 * @param watch is told of each evaluation
 * @param history finds the events so far
 */
public record Surroundings(Instant now, RandomGenerator random, Tokens tokens, Items items,
    Activities activities,
    Limits limits, EvaluationWatch watch, History history) {

  /** Surroundings in which nobody watches the evaluations, for an execution that was not redriven. */
  public Surroundings(Instant now, RandomGenerator random, Tokens tokens, Items items,
      Activities activities, Limits limits) {
    this(now, random, tokens, items, activities, limits, EvaluationWatch.NONE, _ -> {
      throw new IllegalStateException("the history cannot be read here");
    });
  }

  /** The same with a watch. */
  public Surroundings watchedBy(EvaluationWatch newWatch) {
    return new Surroundings(now, random, tokens, items, activities, limits, newWatch, history);
  }

  /** The same with a history to look into. */
  public Surroundings remembering(History newHistory) {
    return new Surroundings(now, random, tokens, items, activities, limits, watch, newHistory);
  }

  /** The same at another time. */
  Surroundings at(Instant time) {
    return new Surroundings(time, random, tokens, items, activities, limits, watch, history);
  }

  /** Makes the token of an attempt: the same one every time it is asked. */
  @FunctionalInterface
  public interface Tokens {
    String token(int seq, int attempt);
  }

  /** The kept outputs of a fork, by index. */
  @FunctionalInterface
  public interface Items {
    Map<Integer, Payload> of(int fork);
  }

  /** The events of the execution that are committed. */
  @FunctionalInterface
  public interface History {
    /** Tells all events, from the first on; piece by piece, since together they may not fit into memory. */
    void tell(Consumer<HistoryEvent> listener);
  }

  /** Whether an activity exists. */
  @FunctionalInterface
  public interface Activities {
    boolean exists(String arn);
  }
}
