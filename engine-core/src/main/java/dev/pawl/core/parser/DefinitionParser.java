package dev.pawl.core.parser;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.QueryLanguage;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Turns a definition's text into a {@link StateMachine}. Everything that can be known to be wrong is
 * found here, as far as possible all at once: field tables, kinds and bounds, expressions, transitions,
 * names and variables. Safe for any number of threads.
 */
public final class DefinitionParser {
  /** The name of a state that is parsed without a machine, as TestState's messages write it. */
  public static final String LONE_STATE = "StateName";

  private static final long LONGEST_EXECUTION = 99_999_999;
  private static final Set<String> FIELDS = Set.of("Comment", "QueryLanguage", "StartAt", "States",
      "TimeoutSeconds", "Version");

  private DefinitionParser() {}

  /**
   * Parses and validates a definition.
   *
   * @param type Express machines may not have {@code .sync}, callbacks, activities or a Distributed Map
   */
  public static ParseResult parse(String definition, MachineType type) {
    Diagnostics diagnostics = new Diagnostics();
    return DefinitionText.parse(definition, diagnostics)
        .map(root -> machine(root, type, true))
        .orElseGet(() -> new ParseResult.Invalid(diagnostics.all()));
  }

  /**
   * Parses one state, as TestState takes it: a Standard machine whose only state it is, by the name
   * {@link #LONE_STATE}. Its transitions may lead anywhere.
   */
  public static ParseResult parseState(String definition) {
    Diagnostics diagnostics = new Diagnostics();
    return DefinitionText.parse(definition, diagnostics)
        .map(state -> Element.root(
            Map.of("StartAt", LONE_STATE, "States", Map.of(LONE_STATE, state.tree())),
            diagnostics))
        .map(root -> machine(root, MachineType.STANDARD, false))
        .orElseGet(() -> new ParseResult.Invalid(diagnostics.all()));
  }

  private static ParseResult machine(Element root, MachineType type, boolean transitionsCount) {
    Diagnostics diagnostics = root.diagnostics();
    root.allow(FIELDS);
    root.text("Comment");
    root.word("Version", List.of("1.0"));
    OptionalLong timeout = root.integer("TimeoutSeconds", 1, LONGEST_EXECUTION);
    QueryLanguage language = GraphReader.language(root, QueryLanguage.JSON_PATH);
    GraphReader graphs = new GraphReader();
    VariableScope variables = new VariableScope();
    Optional<StateGraph> graph = graphs.read(root, new Place(type, language, 1, variables));
    variables.check(diagnostics);
    // A state that could not be read leads nowhere, which would make others look unreachable.
    if (transitionsCount && diagnostics.errors() == 0) {
      graphs.checkTransitions();
    }
    List<Diagnostic> found = diagnostics.all();
    return graph
        .filter(_ -> diagnostics.errors() == 0)
        .<ParseResult>map(whole -> new ParseResult.Valid(
            new StateMachine(language, timeout, whole, graphs.states(),
                Collections.unmodifiableSortedMap(graphs.variableReferences())),
            found))
        .orElseGet(() -> new ParseResult.Invalid(found));
  }
}
