package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.protocol.ValidationReason;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.Aliases.Change;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes the description or the routing of an alias, for starts from now on. */
final class UpdateStateMachineAlias implements Operation {
  private final Database database;
  private final StateMachineLookup lookup;

  UpdateStateMachineAlias(Database database, StateMachineLookup lookup) {
    this.database = database;
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "UpdateStateMachineAlias";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineAliasArn");
    Optional<RequestedRouting> asked = RequestedRouting.of(request);
    Optional<String> description = request.optionalText("description");
    if (asked.isEmpty() && description.isEmpty()) {
      throw ValidationReason.MISSING_REQUIRED_PARAMETER.about(
          "Either the description or the routingConfiguration must be specified");
    }
    Arn.Alias alias = RequestedRouting.alias(arn);
    if (asked.filter(routing -> !routing.machine().equals(alias.stateMachine())).isPresent()) {
      throw RequestedRouting.otherMachine();
    }
    StateMachineRow row = lookup.ours(alias.stateMachine())
        .orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.about(arn, arn));
    if (row.status() != StateMachineStatus.ACTIVE) {
      throw ApiError.STATE_MACHINE_DELETING.about(alias.stateMachine().text());
    }
    return switch (database.aliases()
        .update(row.id(), alias.name(), description, asked.map(RequestedRouting::routing))) {
      case Change.Made(AliasRow made) -> Map.of(
          "updateDate", EpochSeconds.of(made.updatedAt()));
      case Change.NoSuchVersion _ -> throw ApiError.RESOURCE_NOT_FOUND.about(
          asked.map(RequestedRouting::versions).orElse(arn));
      case Change.Gone _,Change.Full _ -> throw ApiError.RESOURCE_NOT_FOUND.about(arn, arn);
    };
  }
}
