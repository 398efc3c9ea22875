package dev.pawl.core.asl;

import java.util.Map;

/**
 * One {@code States} object with its start: the machine's own, a branch's or an item processor's.
 * Transitions stay inside it, and so do the variables that its states assign.
 *
 * @param startAt the name of the first state
 * @param states the states by name, in the order of the definition
 */
public record StateGraph(String startAt, Map<String, State> states) {}
