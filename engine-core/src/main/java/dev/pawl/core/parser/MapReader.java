package dev.pawl.core.parser;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.PercentageField;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.Tolerance;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads a Map state with its item processor, under the current or the deprecated field names. */
final class MapReader {
  private static final String PROCESSOR = "ItemProcessor";
  private static final String ITERATOR = "Iterator";
  private static final String SELECTOR = "ItemSelector";
  private static final String PARAMETERS = "Parameters";
  private static final String ITEMS = "Items";
  private static final String PERCENTAGE = "ToleratedFailurePercentage";
  private static final long MOST_FAILURES = 100_000_000;
  private static final Set<String> PROCESSOR_FIELDS = Set.of("StartAt", "States", "Comment",
      "ProcessorConfig");

  private MapReader() {}

  static Optional<MapState> read(StateSource state, GraphReader graphs) {
    Element fields = state.fields();
    var flow = DataFlowReader.readMap(state);
    Optional<Element> processor = processor(fields);
    Optional<MachineType> childType = processor.flatMap(element -> childType(state, element));
    Optional<StateGraph> graph = processor
        .flatMap(element -> graphs.read(element, place(state, childType)));
    Optional<Expression> items = items(state, childType.isPresent());
    Optional<Expression> selector = itemSelector(state);
    IntegerField maxConcurrency = state.expressions()
        .integerOrPath(fields, "MaxConcurrency", 0, Integer.MAX_VALUE, state.jsonata());
    Tolerance tolerance = tolerance(state);
    MapMode mode = mode(state, childType, graphs.names());
    var handling = ErrorHandlingReader.read(state);
    var transition = DataFlowReader.transition(fields);
    return graph.flatMap(inner -> transition.map(
        leads -> new MapState(state.name(), flow, inner, items, selector, maxConcurrency,
            tolerance, mode, handling, leads)));
  }

  private static Optional<Element> processor(Element fields) {
    if (fields.atMostOne(List.of(PROCESSOR, ITERATOR)) && !fields.has(ITERATOR)) {
      fields.require(List.of(PROCESSOR));
    }
    Optional<Element> processor = fields.object(fields.has(PROCESSOR) ? PROCESSOR : ITERATOR);
    processor.ifPresent(element -> element.allow(PROCESSOR_FIELDS));
    return processor;
  }

  /** The type of a Distributed Map's child executions; empty for an inline Map. */
  private static Optional<MachineType> childType(StateSource state, Element processor) {
    Optional<Element> config = processor.object("ProcessorConfig");
    if (config.isEmpty()) {
      return Optional.empty();
    }
    Element fields = config.get();
    fields.allow(Set.of("Mode", "ExecutionType"));
    String mode = fields.word("Mode", List.of("INLINE", "DISTRIBUTED")).orElse("INLINE");
    if (mode.equals("INLINE")) {
      return Optional.empty();
    }
    fields.require(List.of("ExecutionType"));
    if (state.place().type() == MachineType.EXPRESS) {
      fields.schema("Express state machine does not support Distributed Map", "Mode");
    }
    return Optional.of(fields.word("ExecutionType", List.of("STANDARD", "EXPRESS"))
        .map(MachineType::valueOf)
        .orElse(MachineType.STANDARD));
  }

  private static MapMode mode(StateSource state, Optional<MachineType> childType,
      MachineNames names) {
    if (childType.isEmpty()) {
      DistributedMapReader.refuseInline(state.fields());
      return new MapMode.Inline();
    }
    return DistributedMapReader.read(state, childType.get(), names);
  }

  private static Place place(StateSource state, Optional<MachineType> childType) {
    return childType.map(state.place()::child).orElseGet(state.place()::inner);
  }

  private static Tolerance tolerance(StateSource state) {
    Element fields = state.fields();
    ExpressionReader expressions = state.expressions();
    return new Tolerance(
        expressions.integerOrPath(fields, "ToleratedFailureCount", 0, MOST_FAILURES,
            state.jsonata()),
        percentage(state));
  }

  private static PercentageField percentage(StateSource state) {
    Element fields = state.fields();
    ExpressionReader expressions = state.expressions();
    String path = PERCENTAGE + "Path";
    fields.atMostOne(List.of(PERCENTAGE, path));
    if (fields.has(path) && !state.jsonata()) {
      return computed(path, expressions.referencePath(fields, path));
    }
    if (state.jsonata() && expressions.isExpression(fields, PERCENTAGE)) {
      return computed(PERCENTAGE,
          expressions.jsonata(fields, PERCENTAGE, Reach.INPUT_CONTEXT));
    }
    OptionalDouble literal = fields.number(PERCENTAGE, 0, 100);
    return literal.isPresent()
        ? new PercentageField.Literal(literal.getAsDouble())
        : new PercentageField.Absent();
  }

  private static PercentageField computed(String field, Optional<Expression> expression) {
    return expression
        .<PercentageField>map(compiled -> new PercentageField.Computed(field, compiled))
        .orElseGet(PercentageField.Absent::new);
  }

  private static Optional<Expression> items(StateSource state, boolean distributed) {
    Element fields = state.fields();
    if (!state.jsonata()) {
      return fields.value("ItemsPath") instanceof String path && path.equals("$")
          ? Optional.empty()
          : state.expressions().referencePath(fields, "ItemsPath");
    }
    boolean fits = !fields.has(ITEMS) || fields.value(ITEMS) instanceof List<?>
        || (distributed && fields.value(ITEMS) instanceof Map<?, ?>)
        || state.expressions().isExpression(fields, ITEMS);
    if (!fits) {
      fields.schema(distributed
          ? "Value must be an array, an object or a JSONata expression"
          : "Value must be an array or a JSONata expression", ITEMS);
      return Optional.empty();
    }
    return state.expressions().jsonata(fields, ITEMS, Reach.INPUT_CONTEXT);
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
