package dev.pawl.core.interpreter;

import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.expression.DataStage;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a processor once for each item (reference: asl, section 7). */
final class MapStep {
  private MapStep() {}

  /** Finds the items, and how many may be worked on at once. */
  static Step enter(MapState state, Scope scope, Limits limits) {
    Outcome<Step> iterate = items(state, scope).then(
        items -> limit(state, scope, limits)
            .map(limit -> new Step.Iterate(items, length(items), limit)));
    return switch (iterate) {
      case Outcome.Ok<Step>(Step step) -> step;
      case Outcome.Failed<Step> failed -> new Step.Fault(failed);
    };
  }

  private static int length(Payload items) {
    return items.tree() instanceof List<?> list ? list.size() : 0;
  }

  /** The items that stand in the state's data; an object only where the Map is distributed. */
  static Outcome<Payload> items(MapState state, Scope scope) {
    return Flows.effectiveInput(state.flow(), scope)
        .then(effective -> Flows.orSame(state.items(), scope.over(effective)))
        .then(items -> items.tree() instanceof List<?> || mayBeObject(state, items)
            ? Outcome.ok(items)
            : notAnArray(state, items))
        .map(items -> scope.tell(DataStage.AFTER_ITEMS_PATH, items));
  }

  private static boolean mayBeObject(MapState state, Payload items) {
    return state.mode() instanceof MapMode.Distributed && state.items().isPresent()
        && state.flow() instanceof DataFlow.JsonataFlow && items.tree() instanceof Map<?, ?>;
  }

  private static Outcome<Integer> limit(MapState state, Scope scope, Limits limits) {
    return Flows.effectiveInput(state.flow(), scope)
        .then(effective -> IntegerFields.read(state.maxConcurrency(), scope.over(effective)))
        .map(asked -> told(scope, asked))
        .map(
            asked -> asked == 0
                ? limits.activeIterations()
                : (int) Math.min(asked, limits.activeIterations()));
  }

  /** Tells what a Map says about its concurrency; 0 for nothing. */
  static long told(Scope scope, @Nullable Long maxConcurrency) {
    long asked = maxConcurrency == null ? 0 : maxConcurrency;
    scope.tell(DataStage.MAX_CONCURRENCY, Payload.of(asked));
    return asked;
  }

  /** The input of one iteration. */
  static Outcome<Payload> iterationInput(MapState state, Scope scope, Payload item) {
    return state.itemSelector().isEmpty()
        ? Outcome.ok(item)
        : Flows.effectiveInput(state.flow(), scope)
            .then(effective -> state.itemSelector().get().evaluate(scope.over(effective)));
  }

  /** Every iteration has succeeded. */
  static Step leave(MapState state, Scope scope, Payload outputs) {
    return Flows.leaveWithResult(state.flow(), scope, outputs, state.transition());
  }

  private static Outcome<Payload> notAnArray(MapState state, Payload items) {
    boolean jsonata = state.flow() instanceof DataFlow.JsonataFlow;
    if (state.items().isEmpty()) {
      String cause = "Map state input must be an array but was: " + items.text();
      return Outcome.failed(new StatesError(
          jsonata ? StatesError.QUERY_EVALUATION_ERROR : StatesError.RUNTIME, cause));
    }
    if (jsonata) {
      return FieldTypes.unexpected("Items", state.items().get(), "array", items);
    }
    return Outcome.failed(
        StatesError.runtime(
            "Reference path \"%s\" must point to array."
                .formatted(state.items().get().source())));
  }

  /** The item of an iteration. */
  @SuppressWarnings("unchecked")
  static Payload item(Payload items, int index) {
    return Payload.of(((List<Object>) java.util.Objects.requireNonNull(items.tree())).get(index));
  }

  /** What the context object shows of an item. */
  static Map<String, Object> itemContext(Payload items, int index) {
    var item = new java.util.LinkedHashMap<String, Object>();
    item.put("Index", index);
    item.put("Value", item(items, index).tree());
    return Map.of("Item", item);
  }
}
