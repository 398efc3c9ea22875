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
import java.util.regex.Pattern;

/**
 * Turns a definition's text into a {@link StateMachine}. Everything that can be known to be wrong is
 * found here, as far as possible all at once: field tables, kinds and bounds, expressions, transitions,
 * names and variables. Safe for any number of threads.
 */
public final class DefinitionParser {
  /** The name of a state that is parsed without a machine, as TestState's messages write it. */
  public static final String LONE_STATE = "StateName";

  /** What an expression takes once it is compiled, and a character of a definition, in bytes, measured. */
  private static final int EXPRESSION_BYTES = 8_192;
  private static final int CHARACTER_BYTES = 10;

  /** What begins, or in a template marks, an expression in a definition's text. */
  private static final Pattern EXPRESSION = Pattern.compile("\\{%|\\.\\$\"|Path\"|\"Variable\"");

  private static final long LONGEST_EXECUTION = 99_999_999;
  private static final Set<String> FIELDS = Set.of("Comment", "QueryLanguage", "StartAt", "States",
      "TimeoutSeconds", "Version");

  /** What is looked at. */
  private enum Scope {
    /** What AWS would say. */
    AWS,
    /** Also what we advise. */
    ADVICE_TOO,
    /** One state, whose transitions lead nowhere. */
    LONE_STATE
  }

  private DefinitionParser() {}

  /**
   * Parses and validates a definition.
   *
   * @param type Express machines may not have {@code .sync}, callbacks, activities or a Distributed Map
   */
  public static ParseResult parse(String definition, MachineType type) {
    return parse(definition, type, Scope.AWS);
  }

  /**
   * As {@link #parse}, with warnings of our own: what AWS takes without a word and yet seldom ends well. Their
   * codes are {@link DefinitionAdvice}'s.
   */
  public static ParseResult parseAndAdvise(String definition, MachineType type) {
    return parse(definition, type, Scope.ADVICE_TOO);
  }

  private static ParseResult parse(String definition, MachineType type, Scope scope) {
    Diagnostics diagnostics = new Diagnostics();
    return DefinitionText.parse(definition, diagnostics)
        .map(root -> machine(root, type, scope))
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
        .map(root -> machine(root, MachineType.STANDARD, Scope.LONE_STATE))
        .orElseGet(() -> new ParseResult.Invalid(diagnostics.all()));
  }

  /** About how much memory a definition takes once it is parsed, in bytes; for whoever keeps it. */
  public static int weight(String definition) {
    long expressions = EXPRESSION.matcher(definition).results().count();
    long bytes = expressions * EXPRESSION_BYTES + (long) definition.length() * CHARACTER_BYTES;
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static ParseResult machine(Element root, MachineType type, Scope scope) {
    Diagnostics diagnostics = root.diagnostics();
    root.allow(FIELDS);
    root.word("Version", List.of("1.0"));
    OptionalLong timeout = root.integer("TimeoutSeconds", 1, LONGEST_EXECUTION);
    QueryLanguage language = GraphReader.language(root, QueryLanguage.JSON_PATH);
    GraphReader graphs = new GraphReader();
    VariableScope variables = new VariableScope();
    Optional<StateGraph> graph = graphs.read(root, new Place(type, language, 1, variables));
    variables.check(diagnostics);
    // A state that could not be read leads nowhere, which would make others look unreachable.
    if (scope != Scope.LONE_STATE && diagnostics.errors() == 0) {
      graphs.checkTransitions();
    }
    if (graph.isEmpty() || diagnostics.errors() > 0) {
      return new ParseResult.Invalid(diagnostics.all());
    }
    StateMachine machine = new StateMachine(language, timeout, graph.get(), graphs.states(),
        Collections.unmodifiableSortedMap(graphs.variableReferences()));
    if (scope == Scope.ADVICE_TOO) {
      DefinitionAdvice.give(machine, type, graphs.locations(), diagnostics);
    }
    return new ParseResult.Valid(machine, diagnostics.all());
  }
}
