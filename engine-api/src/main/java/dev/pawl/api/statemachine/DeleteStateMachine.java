package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deletes a state machine: at once where nothing runs, else when its executions have ended. */
final class DeleteStateMachine implements Operation {
  private final Database database;
  private final ApiSettings settings;
  private final StateMachineLookup lookup;

  DeleteStateMachine(Database database, ApiSettings settings, StateMachineLookup lookup) {
    this.database = database;
    this.settings = settings;
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "DeleteStateMachine";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineArn");
    if (!(Arns.stateMachine(arn) instanceof Arn.StateMachine)) {
      throw ApiError.VALIDATION.about(
          "A version or an alias is not deleted by DeleteStateMachine: " + arn);
    }
    lookup.find(arn).ifPresent(this::delete);
    return Map.of();
  }

  private void delete(StateMachineRow row) {
    // Marked first, so that no start comes between the look and the deletion.
    mark(row, StateMachineStatus.DELETING);
    if (!database.executions().anyOpen(row.id())) {
      database.versions().clear(row.id());
      mark(row, StateMachineStatus.DELETED);
    }
  }

  private void mark(StateMachineRow row, StateMachineStatus status) {
    database.stateMachines().mark(settings.account(), row.id(), status);
  }
}
