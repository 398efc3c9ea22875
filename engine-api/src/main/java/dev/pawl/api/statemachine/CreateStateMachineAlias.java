package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.Aliases.Change;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates an alias. Repeating the same request is harmless. */
final class CreateStateMachineAlias implements Operation {
  private final Database database;
  private final StateMachineLookup lookup;
  private final int mostAliases;

  CreateStateMachineAlias(Database database, StateMachineLookup lookup, int mostAliases) {
    this.database = database;
    this.lookup = lookup;
    this.mostAliases = mostAliases;
  }

  @Override
  public String name() {
    return "CreateStateMachineAlias";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String name = request.text("name");
    RequestedRouting asked = RequestedRouting.of(request).orElseThrow();
    String arn = asked.machine().text();
    StateMachineRow row = lookup.ours(asked.machine())
        .orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.about(arn, arn));
    if (row.status() != StateMachineStatus.ACTIVE) {
      throw ApiError.STATE_MACHINE_DELETING.about(arn);
    }
    String description = request.optionalText("description").orElse(null);
    Change change = database.aliases()
        .create(row.id(), name, description, asked.routing(), mostAliases);
    return switch (change) {
      case Change.Made(AliasRow alias) -> {
        if (!alias.routing().equals(asked.routing())
            || !Objects.equals(alias.description(), description)) {
          throw ApiError.CONFLICT.about(
              "Failed to create alias because an alias with the same name and a different routing"
                  + " configuration already exists.");
        }
        yield Map.of(
            "stateMachineAliasArn", lookup.arn(row.name(), name),
            "creationDate", EpochSeconds.of(alias.createdAt()));
      }
      case Change.Gone _ -> throw ApiError.STATE_MACHINE_DELETING.about(arn);
      case Change.NoSuchVersion _ -> throw ApiError.RESOURCE_NOT_FOUND.about(asked.versions());
      case Change.Full _ -> throw ApiError.SERVICE_QUOTA_EXCEEDED.about(
          "The state machine has " + mostAliases
              + " aliases already; delete some of them first");
    };
  }
}
