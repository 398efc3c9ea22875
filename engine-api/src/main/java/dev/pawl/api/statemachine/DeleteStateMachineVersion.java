package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deletes a version that no alias routes to. Executions that run it go on. */
final class DeleteStateMachineVersion implements Operation {
  private final Database database;
  private final StateMachineLookup lookup;

  DeleteStateMachineVersion(Database database, StateMachineLookup lookup) {
    this.database = database;
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "DeleteStateMachineVersion";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineVersionArn");
    if (!(Arns.stateMachine(arn) instanceof Arn.Version version)) {
      throw ApiError.VALIDATION.about("The ARN is not one of a state machine version: " + arn);
    }
    lookup.ours(version.stateMachine()).ifPresent(row -> delete(row, version.number()));
    return Map.of();
  }

  private void delete(StateMachineRow row, int number) {
    List<String> aliases = database.versions().delete(row.id(), number);
    if (!aliases.isEmpty()) {
      throw ApiError.CONFLICT.about(
          "Version to be deleted must not be referenced by an alias. Current list of aliases"
              + " referencing this version: " + aliases);
    }
  }
}
