package dev.pawl.core.interpreter;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Map;
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
 */
public record Surroundings(Instant now, RandomGenerator random, Tokens tokens, Items items,
    Activities activities,
    Limits limits, EvaluationWatch watch) {

  /** Surroundings in which nobody watches the evaluations. */
  public Surroundings(Instant now, RandomGenerator random, Tokens tokens, Items items,
      Activities activities, Limits limits) {
    this(now, random, tokens, items, activities, limits, EvaluationWatch.NONE);
  }

  /** The same with a watch. */
  public Surroundings watchedBy(EvaluationWatch newWatch) {
    return new Surroundings(now, random, tokens, items, activities, limits, newWatch);
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

  /** Whether an activity exists. */
  @FunctionalInterface
  public interface Activities {
    boolean exists(String arn);
  }
}
