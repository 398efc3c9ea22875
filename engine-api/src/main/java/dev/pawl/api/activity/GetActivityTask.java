package dev.pawl.api.activity;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.protocol.StoredPayloads;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.execution.ClaimedTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands a task of an activity to a worker, which may have to wait for one. */
final class GetActivityTask implements Operation {
  private final Database database;
  private final ActivityLookup lookup;
  private final ActivityPollers pollers;
  private final TaskTokens tokens;

  GetActivityTask(Database database, ActivityLookup lookup, ActivityPollers pollers,
      TaskTokens tokens) {
    this.database = database;
    this.lookup = lookup;
    this.pollers = pollers;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "GetActivityTask";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("activityArn");
    ActivityRow activity = lookup.require(arn);
    return pollers.poll(activity.id(), arn, request.optionalText("workerName").orElse(""))
        .orElseThrow(() -> ApiError.ACTIVITY_WORKER_LIMIT_EXCEEDED.about(arn))
        .join()
        .map(this::task)
        .orElseGet(Map::of);
  }

  private Map<String, @Nullable Object> task(ClaimedTask task) {
    byte[] request = task.request();
    StoredPayloads payloads = new StoredPayloads(database.payloads());
    return Map.of(
        "taskToken",
        tokens.issue(task.key().shard(), task.key().id(), task.seq(), task.attempt()),
        "input",
        Codec.unpackCall(request, payloads.of(task.key(), request)).parameters().text());
  }
}
