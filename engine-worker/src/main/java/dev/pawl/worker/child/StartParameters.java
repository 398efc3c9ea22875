package dev.pawl.worker.child;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a task gives to a start.
 *
 * @param machine an ARN, as it was given
 * @param name null for none
 */
record StartParameters(String machine, @Nullable String name, Payload input) {
  private static final Set<String> FIELDS = Set.of("Input", "Name", "StateMachineArn",
      "TraceHeader");

  /** Reads them; fails as the call would. */
  static Outcome<StartParameters> of(TaskRequest request, StartAnswers answers) {
    if (!(request.parameters().tree() instanceof Map<?, ?> fields)) {
      return StartAnswers.unusable(request, "The parameters must be an object");
    }
    Optional<String> misfit = misfit(fields);
    if (misfit.isPresent()) {
      return StartAnswers.unusable(request, misfit.get());
    }
    try {
      return Outcome.ok(new StartParameters(String.valueOf(fields.get("StateMachineArn")),
          (String) fields.get("Name"), input(fields.get("Input"))));
    } catch (InvalidJsonException e) {
      return Outcome.failed(answers.error("InvalidExecutionInput",
          "Invalid State Machine Execution Input: '" + e.getMessage() + "'"));
    }
  }

  private static Optional<String> misfit(Map<?, ?> fields) {
    for (Object field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        return Optional.of("The field \"" + field + "\" is not supported by Step Functions");
      }
    }
    if (fields.get("StateMachineArn") == null) {
      return Optional.of("The field \"StateMachineArn\" is required but was missing");
    }
    for (String field : FIELDS) {
      Object value = fields.get(field);
      if (!field.equals("Input") && value != null && !(value instanceof String)) {
        return Optional.of("The value for the field '" + field + "' must be a STRING");
      }
    }
    return Optional.empty();
  }

  /** A string is the input's text; what is no string becomes one. */
  private static Payload input(@Nullable Object given) {
    return switch (given) {
      case null -> Payload.EMPTY_OBJECT;
      case String text -> Payload.parse(text);
      default -> Payload.ofText(Payload.of(given).text());
    };
  }
}
