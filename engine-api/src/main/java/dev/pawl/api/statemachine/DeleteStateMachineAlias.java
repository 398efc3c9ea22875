package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deletes an alias; one that is not there is no error. */
final class DeleteStateMachineAlias implements Operation {
  private final Database database;
  private final StateMachineLookup lookup;

  DeleteStateMachineAlias(Database database, StateMachineLookup lookup) {
    this.database = database;
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "DeleteStateMachineAlias";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Arn.Alias alias = RequestedRouting.alias(request.text("stateMachineAliasArn"));
    lookup.ours(alias.stateMachine())
        .ifPresent(row -> database.aliases().delete(row.id(), alias.name()));
    return Map.of();
  }
}
