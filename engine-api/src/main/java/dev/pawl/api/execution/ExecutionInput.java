package dev.pawl.api.execution;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Payload;

/** The input that a start gives. */
final class ExecutionInput {
  private ExecutionInput() {}

  /**
   * The input, or an empty object where none is given.
   *
   * @throws dev.pawl.api.protocol.ApiException {@code InvalidExecutionInput}
   */
  static Payload of(Request request) {
    return request.optionalText("input").map(ExecutionInput::parsed).orElse(Payload.EMPTY_OBJECT);
  }

  private static Payload parsed(String text) {
    if (text.isBlank()) {
      throw ApiError.INVALID_EXECUTION_INPUT.about("Invalid execution input.");
    }
    try {
      return Payload.parse(text);
    } catch (InvalidJsonException e) {
      throw ApiError.INVALID_EXECUTION_INPUT.about(String.valueOf(e.getMessage()));
    }
  }
}
