package dev.pawl.api.execution;

import dev.pawl.api.execution.ExecutionLookup.Found;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.Definitions;
import dev.pawl.api.statemachine.StateMachineTree;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.RevisionRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the definition that an execution runs, which updates of its state machine do not change. */
final class DescribeStateMachineForExecution implements Operation {
  private final Database database;
  private final ExecutionLookup lookup;
  private final Definitions definitions;

  DescribeStateMachineForExecution(Database database, ExecutionLookup lookup,
      Definitions definitions) {
    this.database = database;
    this.lookup = lookup;
    this.definitions = definitions;
  }

  @Override
  public String name() {
    return "DescribeStateMachineForExecution";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Found found = lookup.require(request.text("executionArn"));
    RevisionRow revision = database.stateMachines()
        .revision(found.stateMachine().id(), found.row().revision())
        .orElseThrow(
            () -> new IllegalStateException(
                "execution " + found.row().key().id() + " runs a revision that is gone"));
    Map<String, @Nullable Object> answer = StateMachineTree.of(
        found.stateMachine(), revision,
        lookup.stateMachines().arn(found.stateMachine().name()), request.wantsData(), definitions);
    found.mapRun().ifPresent(run -> {
      answer.put("stateMachineArn", lookup.stateMachines().arn(found.machineName()));
      answer.put("name", found.machineName());
      answer.put("label", run.label());
      answer.put("mapRunArn", lookup.mapRunArn(found.stateMachine(), run));
    });
    answer.put("updateDate", EpochSeconds.of(revision.createdAt()));
    return answer;
  }
}
