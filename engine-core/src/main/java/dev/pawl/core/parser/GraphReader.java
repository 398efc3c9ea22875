package dev.pawl.core.parser;

import dev.pawl.core.asl.QueryLanguage;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code States} objects, inner ones included, and keeps what the machine says about them all. */
final class GraphReader {
  static final int DEEPEST = 32;
  private static final String STATES = "States";
  private static final String START_AT = "StartAt";
  private static final String QUERY_LANGUAGE = "QueryLanguage";

  private final MachineNames names = new MachineNames();
  private final ExpressionCount expressionCount = new ExpressionCount();
  private final Map<String, State> states = new HashMap<>();
  private final SortedMap<String, List<String>> variableReferences = new TreeMap<>();
  private final List<Read> graphs = new ArrayList<>();
  private final Map<String, String> locations = new HashMap<>();

  /** A graph with its place in the definition. */
  private record Read(StateGraph graph, Element element, int depth) {}

  MachineNames names() {
    return names;
  }

  /** Every state read so far, by name. */
  Map<String, State> states() {
    return states;
  }

  SortedMap<String, List<String>> variableReferences() {
    return variableReferences;
  }

  /** Where every state read so far stands in the definition, by name. */
  Map<String, String> locations() {
    return locations;
  }

  /** Checks the transitions of every graph read so far, the outermost first. */
  void checkTransitions() {
    graphs.stream()
        .sorted(Comparator.comparingInt(Read::depth))
        .forEach(read -> GraphRules.check(read.graph(), read.element()));
  }

  /** Reads the {@code StartAt} and {@code States} of a machine, branch or item processor. */
  Optional<StateGraph> read(Element graph, Place place) {
    if (place.depth() > DEEPEST) {
      graph.diagnostics()
          .error(Diagnostic.TOO_DEEPLY_NESTED,
              "States must not be nested more than " + DEEPEST + " levels deep",
              graph.location());
      return Optional.empty();
    }
    graph.text("Comment");
    graph.require(List.of(STATES, START_AT));
    Optional<String> startAt = graph.text(START_AT);
    graph.refuseEmpty(STATES);
    Optional<Element> elements = graph.object(STATES).filter(found -> !found.names().isEmpty());
    if (elements.isEmpty()) {
      return Optional.empty();
    }
    Optional<Map<String, State>> read = states(elements.get(), place);
    if (startAt.isEmpty() || read.isEmpty()) {
      return Optional.empty();
    }
    StateGraph whole = new StateGraph(startAt.get(), Collections.unmodifiableMap(read.get()));
    graphs.add(new Read(whole, graph, place.depth()));
    return Optional.of(whole);
  }

  /** The states in the order of the definition; empty where one of them could not be read. */
  private Optional<Map<String, State>> states(Element elements, Place place) {
    Map<String, State> read = new LinkedHashMap<>();
    Place own = place;
    boolean complete = true;
    for (String name : elements.names()) {
      if (name.equals(QUERY_LANGUAGE) && elements.value(name) instanceof String) {
        // Not in the language's text, but published definitions have it, and what it means is plain.
        QueryLanguage language = language(elements, place.language());
        refuseDowngrade(elements, place, language);
        own = new Place(place.type(), language, place.depth(), place.scope());
        continue;
      }
      boolean named = names.state(name, elements.location(name), elements.diagnostics());
      if (names.full()) {
        return Optional.empty();
      }
      if (!named) {
        complete = false;
        continue;
      }
      Optional<? extends State> state = state(name, elements, own);
      state.ifPresent(known -> {
        read.put(name, known);
        states.put(name, known);
      });
      complete &= state.isPresent();
    }
    return complete ? Optional.of(read) : Optional.empty();
  }

  private Optional<? extends State> state(String name, Element elements, Place place) {
    Optional<Element> element = elements.object(name);
    if (element.isEmpty()) {
      return Optional.empty();
    }
    Element fields = element.get();
    QueryLanguage language = language(fields, place.language());
    refuseDowngrade(fields, place, language);
    locations.put(name, fields.location());
    Optional<StateType> type = StateType.of(fields);
    fields.text("Comment");
    if (type.isEmpty()) {
      return Optional.empty();
    }
    FieldTable.check(fields, type.get(), language);
    ExpressionReader expressions = new ExpressionReader(fields, expressionCount);
    Optional<? extends State> state = StateReader.read(type.get(),
        new StateSource(name, fields, language, expressions, place), this);
    if (!expressions.variables().isEmpty()) {
      variableReferences.put(name, List.copyOf(expressions.variables()));
    }
    return state;
  }

  private static void refuseDowngrade(Element element, Place place, QueryLanguage language) {
    if (place.language() == QueryLanguage.JSONATA && language == QueryLanguage.JSON_PATH) {
      element.diagnostics()
          .schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state"
              + " machine", element.location());
    }
  }

  /** What {@code QueryLanguage} says; the inherited one where it is absent. */
  static QueryLanguage language(Element element, QueryLanguage inherited) {
    Optional<String> word = element.word(QUERY_LANGUAGE,
        List.of(QueryLanguage.JSON_PATH.spelling(), QueryLanguage.JSONATA.spelling()));
    return word
        .map(spelling -> spelling.equals(QueryLanguage.JSONATA.spelling())
            ? QueryLanguage.JSONATA
            : QueryLanguage.JSON_PATH)
        .orElse(inherited);
  }
}
