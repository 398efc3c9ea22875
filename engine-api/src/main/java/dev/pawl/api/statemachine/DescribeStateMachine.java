package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.catalogue.StateMachineRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a state machine with its latest definition. */
final class DescribeStateMachine implements Operation {
  private final StateMachineLookup lookup;
  private final Definitions definitions;

  DescribeStateMachine(StateMachineLookup lookup, Definitions definitions) {
    this.lookup = lookup;
    this.definitions = definitions;
  }

  @Override
  public String name() {
    return "DescribeStateMachine";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    StateMachineRow row = lookup.require(request.text("stateMachineArn"));
    Map<String, @Nullable Object> answer = StateMachineTree.of(
        row, row.latest(), lookup.arn(row.name()), request.wantsData(), definitions);
    answer.put("status", row.status().name());
    answer.put("type", row.type().name());
    answer.put("creationDate", EpochSeconds.of(row.createdAt()));
    return answer;
  }
}
