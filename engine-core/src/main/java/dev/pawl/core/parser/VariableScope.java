package dev.pawl.core.parser;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The variables that the states of one {@code States} object assign, and the scopes inside it. */
final class VariableScope {
  private final List<Assignment> assignments = new ArrayList<>();
  private final List<VariableScope> inner = new ArrayList<>();
  private final List<VariableScope> apart = new ArrayList<>();

  /**
   * A variable's name in an Assign.
   *
   * @param location the Assign's
   */
  private record Assignment(String variable, String location) {}

  /** A scope that reads this one's variables. */
  VariableScope inner() {
    VariableScope scope = new VariableScope();
    inner.add(scope);
    return scope;
  }

  /** A scope that does not see this one's variables. */
  VariableScope apart() {
    VariableScope scope = new VariableScope();
    apart.add(scope);
    return scope;
  }

  void assign(String variable, String location) {
    assignments.add(new Assignment(variable, location));
  }

  /** Reports each name that a scope assigns although a scope around it does too. */
  void check(Diagnostics diagnostics) {
    check(new HashSet<>(), diagnostics);
  }

  /**
   * Checks this scope and those inside it.
   *
   * @param visible the names of the scopes around; the same again at the end
   */
  private void check(Set<String> visible, Diagnostics diagnostics) {
    Set<String> own = new HashSet<>();
    for (Assignment assignment : assignments) {
      if (visible.contains(assignment.variable())) {
        diagnostics.schema("Variable '" + assignment.variable()
            + "' is already assigned in an outer scope", assignment.location());
      } else {
        own.add(assignment.variable());
      }
    }
    visible.addAll(own);
    inner.forEach(scope -> scope.check(visible, diagnostics));
    visible.removeAll(own);
    apart.forEach(scope -> scope.check(new HashSet<>(), diagnostics));
  }
}
