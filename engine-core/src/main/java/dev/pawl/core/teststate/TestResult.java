package dev.pawl.core.teststate;

import dev.pawl.core.interpreter.StateTrial;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a test.
 *
 * @param output null where the state was not left
 * @param error null where the state succeeded
 * @param nextState null where the state leads nowhere, or was not left
 * @param inspection the members of {@code inspectionData} as the API names them: texts, numbers and one structure
 */
public record TestResult(StateTrial.Status status, @Nullable Payload output,
    @Nullable StatesError error, @Nullable String nextState, Map<String, Object> inspection) {
  public TestResult {
    inspection = Map.copyOf(inspection);
  }
}
