package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an expression can reach: the data, the context object and the variables.
 *
 * @param document JSONPath's {@code $} and JSONata's {@code $states.input}
 * @param context builds the context object ({@code $$}, {@code $states.context}); called only where it is read
 * @param variables the variables in reach, by name without {@code $}
 * @param result JSONata's {@code $states.result}; null where the state has none yet
 * @param errorOutput JSONata's {@code $states.errorOutput}; null outside a Catcher
 * @param now the time of the transition
 * @param random where {@code States.UUID}, {@code $random} and their like draw from
 * @param watch is told of each evaluation
 * @param allowance the time that the evaluations in this reach, and in those made of it, share
 */
public record Scope(Payload document, Supplier<Map<String, @Nullable Object>> context,
    Map<String, Payload> variables,
    @Nullable Payload result, @Nullable Payload errorOutput, Instant now, RandomGenerator random,
    EvaluationWatch watch, EvaluationAllowance allowance) {

  /** A reach whose evaluations nobody watches, with the standard allowance. */
  public Scope(Payload document, Supplier<Map<String, @Nullable Object>> context,
      Map<String, Payload> variables, @Nullable Payload result, @Nullable Payload errorOutput,
      Instant now, RandomGenerator random) {
    this(document, context, variables, result, errorOutput, now, random, EvaluationWatch.NONE,
        new EvaluationAllowance());
  }

  /** Tells the watch what the data are at a stage, and gives them back. */
  public Payload tell(DataStage stage, Payload data) {
    watch.reached(stage, data);
    return data;
  }

  /** The same reach over another {@code $}. */
  public Scope over(Payload newDocument) {
    return new Scope(newDocument, context, variables, result, errorOutput, now, random,
        watch, allowance);
  }

  /** The same reach with {@code $states.result}. */
  public Scope withResult(Payload newResult) {
    return new Scope(document, context, variables, newResult, errorOutput, now, random,
        watch, allowance);
  }

  /** The same reach with {@code $states.errorOutput}. */
  public Scope withErrorOutput(Payload newErrorOutput) {
    return new Scope(document, context, variables, result, newErrorOutput, now, random,
        watch, allowance);
  }

  /** The same reach with another allowance of time. */
  public Scope within(EvaluationAllowance newAllowance) {
    return new Scope(document, context, variables, result, errorOutput, now, random,
        watch, newAllowance);
  }
}
