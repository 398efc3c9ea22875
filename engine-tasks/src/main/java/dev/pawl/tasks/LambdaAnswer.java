package dev.pawl.tasks;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A function's answer, whichever way the function was called.
 *
 * @param members what {@code lambda:invoke} returns beside the payload
 * @param payload the function's return value, or its error
 * @param failed whether the function ended with an error
 */
record LambdaAnswer(Map<String, @Nullable Object> members, String payload, boolean failed) {
  /** The return value alone, as a function's own ARN gives it. */
  Outcome<Payload> returnValue() {
    return failed ? Outcome.failed(error()) : Outcome.ok(Payload.of(parsed()));
  }

  /** The return value among the members of the call's answer, as {@code lambda:invoke} gives it. */
  Outcome<Payload> result() {
    if (failed) {
      return Outcome.failed(error());
    }
    Map<String, @Nullable Object> result = new TreeMap<>(members);
    result.put("Payload", parsed());
    return Outcome.ok(Payload.of(new LinkedHashMap<>(result)));
  }

  /** Text that is not JSON stays a string. */
  private @Nullable Object parsed() {
    try {
      return Json.parse(payload);
    } catch (InvalidJsonException _) {
      return payload;
    }
  }

  private StatesError error() {
    return parsed() instanceof Map<?, ?> error && error.get("errorType") instanceof String type
        ? new StatesError(type, Causes.cut(payload))
        : new StatesError("Lambda.Unknown", Causes.cut(
            "The cause could not be determined because Lambda did not return an error type."
                + " Returned payload: " + payload));
  }
}
