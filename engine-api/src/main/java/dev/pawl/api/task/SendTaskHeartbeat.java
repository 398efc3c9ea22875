package dev.pawl.api.task;

import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says that a task is still worked on. */
final class SendTaskHeartbeat implements Operation {
  private final TaskCallbacks callbacks;

  SendTaskHeartbeat(TaskCallbacks callbacks) {
    this.callbacks = callbacks;
  }

  @Override
  public String name() {
    return "SendTaskHeartbeat";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    callbacks.heartbeat(request.text("taskToken"));
    return Map.of();
  }
}
