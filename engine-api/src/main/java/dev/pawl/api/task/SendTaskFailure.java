package dev.pawl.api.task;

import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.codec.StoredAnswer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a task with an error, which its state may retry or catch. */
final class SendTaskFailure implements Operation {
  private final TaskCallbacks callbacks;

  SendTaskFailure(TaskCallbacks callbacks) {
    this.callbacks = callbacks;
  }

  @Override
  public String name() {
    return "SendTaskFailure";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    callbacks.answer(
        request.text("taskToken"), false,
        StoredAnswer.failure(
            request.optionalText("error").orElse(null),
            request.optionalText("cause").orElse(null)));
    return Map.of();
  }
}
