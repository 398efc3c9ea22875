package dev.pawl.api.maprun;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.protocol.ValidationReason;
import dev.pawl.db.Database;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes the concurrency and the tolerances of a Map run while it runs. */
final class UpdateMapRun implements Operation {
  private final Database database;
  private final MapRunLookup lookup;
  private final WorkerSignal worker;

  UpdateMapRun(Database database, MapRunLookup lookup, WorkerSignal worker) {
    this.database = database;
    this.lookup = lookup;
    this.worker = worker;
  }

  @Override
  public String name() {
    return "UpdateMapRun";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Number concurrency = (Number) request.members().get("maxConcurrency");
    Number count = (Number) request.members().get("toleratedFailureCount");
    Number percentage = (Number) request.members().get("toleratedFailurePercentage");
    if (concurrency == null && count == null && percentage == null) {
      throw ValidationReason.MISSING_REQUIRED_PARAMETER
          .about("At least one of the parameters maxConcurrency,"
              + " toleratedFailureCount and toleratedFailurePercentage must be specified");
    }
    MapRunLookup.Found found = lookup.require(request.text("mapRunArn"));
    boolean isOpen = database.mapRuns()
        .update(found.row().key(), concurrency == null ? null : concurrency.intValue(),
            count == null ? null : count.longValue(),
            percentage == null ? null : percentage.doubleValue());
    if (!isOpen) {
      throw ValidationReason.CANNOT_UPDATE_COMPLETED_MAP_RUN
          .about("The Map Run is not in the status RUNNING");
    }
    worker.nudge();
    return Map.of();
  }
}
