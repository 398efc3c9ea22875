package dev.pawl.core.parser;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.QueryLanguage;

/**
 * Where in the machine a {@code States} object stands.
 *
 * @param type the type of the executions that run it: a Distributed Map's children have their own
 * @param language the query language of states that name none
 * @param depth 1 for the machine's own states
 * @param scope the variables of this {@code States} object
 */
record Place(MachineType type, QueryLanguage language, int depth, VariableScope scope) {

  /** A branch's or an Inline Map's states: same execution, own variables. */
  Place inner() {
    return new Place(type, language, depth + 1, scope.inner());
  }

  /** A Distributed Map's states: executions of their own, which see no variable of this one. */
  Place child(MachineType childType) {
    return new Place(childType, language, depth + 1, scope.apart());
  }
}
