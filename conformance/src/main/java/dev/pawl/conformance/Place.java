package dev.pawl.conformance;

import java.util.List;

/**
 * Where in an execution a task is.
 *
 * @param state the name of its state
 * @param mapIndexPath the indices of the Map iterations around it, outermost first
 */
record Place(String state, List<Integer> mapIndexPath) {}
