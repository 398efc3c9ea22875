package dev.pawl.core.parser;

import dev.pawl.core.asl.StateMachine;
import java.util.List;
import java.util.stream.Collectors;

/** What became of a definition. */
public sealed interface ParseResult {
  /**
   * The definition can run.
   *
   * @param warnings what its author may want to look at
   */
  record Valid(StateMachine machine, List<Diagnostic> warnings) implements ParseResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The definition cannot run.
   *
   * @param diagnostics at least one error, in the order of the definition, with the warnings found on the way;
   *     at most 1,000 of each
   */
  record Invalid(List<Diagnostic> diagnostics) implements ParseResult {
    public Invalid {
      diagnostics = List.copyOf(diagnostics);
    }

    /** The message of CreateStateMachine's and UpdateStateMachine's InvalidDefinition error. */
    public String message() {
      return diagnostics.stream()
          .filter(diagnostic -> diagnostic.severity() == Severity.ERROR)
          .map(Diagnostic::text)
          .collect(Collectors.joining(", ", "Invalid State Machine Definition: '", "'"));
    }
  }
}
