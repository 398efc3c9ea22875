package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.VersionRow;
import dev.pawl.db.catalogue.Versions.Publication;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Publishes the latest revision of a state machine; once only, however often it is asked for. */
final class PublishStateMachineVersion implements Operation {
  /** The revision id of a state machine that was never updated. */
  private static final String INITIAL = "INITIAL";

  private final Database database;
  private final StateMachineLookup lookup;
  private final int mostVersions;

  PublishStateMachineVersion(Database database, StateMachineLookup lookup, int mostVersions) {
    this.database = database;
    this.lookup = lookup;
    this.mostVersions = mostVersions;
  }

  @Override
  public String name() {
    return "PublishStateMachineVersion";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineArn");
    String description = request.optionalText("description").orElse(null);
    StateMachineRow row = lookup.require(arn);
    if (row.status() != StateMachineStatus.ACTIVE) {
      throw ApiError.STATE_MACHINE_DELETING.about(arn);
    }
    String current = row.revision() > 1 ? row.latest().revisionId() : INITIAL;
    if (request.optionalText("revisionId").filter(asked -> !asked.equals(current)).isPresent()) {
      throw ApiError.CONFLICT.about(
          "Failed to publish the State Machine version for revision "
              + request.text("revisionId") + ". The current State Machine revision is " + current
              + ".");
    }
    return switch (database.versions()
        .publish(row.id(), row.revision(), description, mostVersions)) {
      case Publication.Published(VersionRow version) -> Map.of(
          "stateMachineVersionArn", lookup.arn(row.name(), version.number()),
          "creationDate", EpochSeconds.of(version.createdAt()));
      case Publication.Changed _ -> throw ApiError.CONFLICT.about(
          "The state machine was changed at this moment; try again");
      case Publication.Full _ -> throw Publishing.full(mostVersions);
    };
  }
}
