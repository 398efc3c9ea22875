package dev.pawl.core.parser;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a Map state with its item processor, under the current or the deprecated field names. */
final class MapReader {
  private static final String PROCESSOR = "ItemProcessor";
  private static final String ITERATOR = "Iterator";
  private static final String SELECTOR = "ItemSelector";
  private static final String PARAMETERS = "Parameters";
  private static final Set<String> PROCESSOR_FIELDS = Set.of("StartAt", "States", "Comment",
      "ProcessorConfig");

  private MapReader() {}

  static Optional<MapState> read(StateSource state, GraphReader graphs) {
    Element fields = state.fields();
    var flow = DataFlowReader.readMap(state);
    Optional<Element> processor = processor(fields);
    MapMode mode = processor.map(element -> mode(state, element)).orElseGet(MapMode.Inline::new);
    Optional<StateGraph> graph = processor
        .flatMap(element -> graphs.read(element, place(state, mode)));
    Optional<Expression> items = items(state);
    Optional<Expression> selector = itemSelector(state);
    IntegerField maxConcurrency = state.expressions()
        .integerOrPath(fields, "MaxConcurrency", 0, Integer.MAX_VALUE, state.jsonata());
    DistributedMapReader.check(state, mode, graphs.names());
    var handling = ErrorHandlingReader.read(state);
    var transition = DataFlowReader.transition(fields);
    return graph.flatMap(inner -> transition.map(
        leads -> new MapState(state.name(), flow, inner, items, selector, maxConcurrency, mode,
            handling, leads)));
  }

  private static Optional<Element> processor(Element fields) {
    if (fields.atMostOne(List.of(PROCESSOR, ITERATOR)) && !fields.has(ITERATOR)) {
      fields.require(List.of(PROCESSOR));
    }
    Optional<Element> processor = fields.object(fields.has(PROCESSOR) ? PROCESSOR : ITERATOR);
    processor.ifPresent(element -> element.allow(PROCESSOR_FIELDS));
    return processor;
  }

  private static MapMode mode(StateSource state, Element processor) {
    Optional<Element> config = processor.object("ProcessorConfig");
    if (config.isEmpty()) {
      return new MapMode.Inline();
    }
    Element fields = config.get();
    fields.allow(Set.of("Mode", "ExecutionType"));
    String mode = fields.word("Mode", List.of("INLINE", "DISTRIBUTED")).orElse("INLINE");
    if (mode.equals("INLINE")) {
      return new MapMode.Inline();
    }
    fields.require(List.of("ExecutionType"));
    if (state.place().type() == MachineType.EXPRESS) {
      fields.schema("Express state machine does not support Distributed Map", "Mode");
    }
    return new MapMode.Distributed(
        fields.word("ExecutionType", List.of("STANDARD", "EXPRESS")).orElse("STANDARD"));
  }

  private static Place place(StateSource state, MapMode mode) {
    return switch (mode) {
      case MapMode.Inline _ -> state.place().inner();
      case MapMode.Distributed distributed ->
        state.place().child(MachineType.valueOf(distributed.childType()));
    };
  }

  private static Optional<Expression> items(StateSource state) {
    Element fields = state.fields();
    if (!state.jsonata()) {
      return fields.value("ItemsPath") instanceof String path && path.equals("$")
          ? Optional.empty()
          : state.expressions().referencePath(fields, "ItemsPath");
    }
    if (fields.value("Items") instanceof String
        && !state.expressions().isExpression(fields, "Items")) {
      fields.schema("Value must be an array or a JSONata expression", "Items");
      return Optional.empty();
    }
    return state.expressions().jsonata(fields, "Items", Reach.INPUT_CONTEXT);
  }

  private static Optional<Expression> itemSelector(StateSource state) {
    Element fields = state.fields();
    if (state.jsonata()) {
      return state.expressions().jsonata(fields, SELECTOR, Reach.INPUT_CONTEXT);
    }
    fields.atMostOne(List.of(SELECTOR, PARAMETERS));
    TemplateWarnings.check(fields, SELECTOR);
    return state.expressions()
        .template(fields, fields.has(SELECTOR) ? SELECTOR : PARAMETERS);
  }
}
