package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.StateMachineLookup.Named;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.StateMachineRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows an alias. */
final class DescribeStateMachineAlias implements Operation {
  private final StateMachineLookup lookup;

  DescribeStateMachineAlias(StateMachineLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "DescribeStateMachineAlias";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineAliasArn");
    if (!(lookup.findNamed(RequestedRouting.alias(arn))
        .orElse(null) instanceof Named.OfAlias(StateMachineRow row, AliasRow alias))) {
      throw ApiError.RESOURCE_NOT_FOUND.about(arn, arn);
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("stateMachineAliasArn", arn);
    answer.put("name", alias.name());
    if (alias.description() != null) {
      answer.put("description", alias.description());
    }
    answer.put(
        "routingConfiguration",
        alias.routing()
            .routes()
            .stream()
            .map(
                route -> Map.of(
                    "stateMachineVersionArn", lookup.arn(row.name(), route.version()),
                    "weight", route.weight()))
            .toList());
    answer.put("creationDate", EpochSeconds.of(alias.createdAt()));
    answer.put("updateDate", EpochSeconds.of(alias.updatedAt()));
    return answer;
  }
}
