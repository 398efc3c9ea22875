package dev.pawl.core.maprun;

import dev.pawl.core.expression.EvaluationAllowance;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the ItemSelector of a Map state sees beside the item.
 *
 * @param input the state's effective input
 * @param context the context object of the Map state
 * @param variables those in reach that the state reads
 * @param enteredEvent the id of the state's Entered event, for causes
 */
public record Selection(Payload input, Payload context, Map<String, Payload> variables,
    long enteredEvent) {
  public Selection {
    variables = Map.copyOf(variables);
  }

  /**
   * What the selector makes of an item.
   *
   * @param state the Map state's name, for causes
   * @param source where the item comes from, as {@code $$.Map.Item.Source} says it
   */
  public Outcome<Payload> select(Expression selector, String state, MapItem item, long index,
      String source, Instant now, RandomGenerator random, EvaluationWatch watch) {
    var shown = new LinkedHashMap<String, @Nullable Object>();
    shown.put("Index", index);
    if (item.key() != null) {
      shown.put("Key", item.key());
    }
    shown.put("Value", item.value().tree());
    shown.put("Source", source);
    Scope scope = new Scope(input, () -> with(shown), variables, null, null, now, random, watch,
        new EvaluationAllowance());
    return switch (selector.evaluate(scope)) {
      case Outcome.Ok<Payload> ok -> ok;
      case Outcome.Failed<Payload> failed -> Outcome.failed(
          new StatesError(failed.error().name(),
              "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
                  .formatted(state, enteredEvent, failed.error().cause())));
    };
  }

  private Map<String, @Nullable Object> with(Map<String, @Nullable Object> item) {
    var whole = new LinkedHashMap<String, @Nullable Object>();
    if (context.tree() instanceof Map<?, ?> tree) {
      tree.forEach((name, value) -> whole.put(String.valueOf(name), value));
    }
    whole.put("Map", Map.of("Item", item));
    return whole;
  }
}
