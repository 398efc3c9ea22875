package dev.pawl.core.parser;

import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a Parallel state with its branches. */
final class ParallelReader {
  private static final Set<String> BRANCH_FIELDS = Set.of("StartAt", "States", "Comment");

  private ParallelReader() {}

  static Optional<ParallelState> read(StateSource state, GraphReader graphs) {
    Element fields = state.fields();
    var flow = DataFlowReader.read(state, Reach.WITH_RESULT);
    fields.refuseEmpty("Branches");
    List<Element> elements = fields.objects("Branches");
    List<StateGraph> branches = new ArrayList<>();
    for (Element branch : elements) {
      branch.allow(BRANCH_FIELDS);
      graphs.read(branch, state.place().inner()).ifPresent(branches::add);
    }
    var handling = ErrorHandlingReader.read(state);
    var transition = DataFlowReader.transition(fields);
    return transition
        .filter(_ -> branches.size() == elements.size())
        .map(leads -> new ParallelState(state.name(), flow, branches, handling, leads));
  }
}
