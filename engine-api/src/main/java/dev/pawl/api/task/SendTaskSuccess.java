package dev.pawl.api.task;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Payload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a task with its output. */
final class SendTaskSuccess implements Operation {
  private final TaskCallbacks callbacks;

  SendTaskSuccess(TaskCallbacks callbacks) {
    this.callbacks = callbacks;
  }

  @Override
  public String name() {
    return "SendTaskSuccess";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    callbacks.answer(
        request.text("taskToken"), true, StoredAnswer.success(output(request.text("output"))));
    return Map.of();
  }

  private static Payload output(String text) {
    try {
      return Payload.parse(text);
    } catch (InvalidJsonException e) {
      throw ApiError.INVALID_OUTPUT.about(String.valueOf(e.getMessage()));
    }
  }
}
