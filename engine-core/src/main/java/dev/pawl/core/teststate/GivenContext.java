package dev.pawl.core.teststate;

import dev.pawl.core.asl.State;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.task.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a context object that the caller gives. */
final class GivenContext {
  private static final String REFUSED = "Invalid Context object provided: ";

  private static final Map<String, Set<String>> FIELDS = Map.of(
      "Execution",
      Set.of("Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"),
      "State", Set.of("Name", "EnteredTime", "RetryCount"),
      "StateMachine", Set.of("Id", "Name"));
  private static final String TASK = "Task";
  private static final Set<String> TASK_FIELDS = Set.of("Token");
  private static final String MAP = "Map";

  private GivenContext() {}

  /** @throws RefusedTestException where an execution of the state could not have it */
  static Map<String, @Nullable Object> of(String json, State state) {
    Map<String, @Nullable Object> context = new LinkedHashMap<>();
    object(json).forEach((key, value) -> {
      String name = String.valueOf(key);
      if (name.equals(MAP)) {
        throw refused("'Map' field is not supported when mocking a Context object");
      }
      Set<String> fields = name.equals(TASK) && hasToken(state) ? TASK_FIELDS : FIELDS.get(name);
      if (fields == null) {
        throw notAllowed(name);
      }
      if (!(value instanceof Map<?, ?> part)) {
        throw refused("Field '" + name + "' must be an object");
      }
      part.keySet().stream().map(String::valueOf).filter(field -> !fields.contains(field))
          .findFirst()
          .ifPresent(field -> {
            throw notAllowed(field);
          });
      context.put(name, value);
    });
    return context;
  }

  /** How often the state was tried again, as the context object says it; 0 where it does not. */
  static int retryCount(Map<String, @Nullable Object> context) {
    return context.get("State") instanceof Map<?, ?> state
        && state.get("RetryCount") instanceof Number count
            ? Math.max(0, count.intValue())
            : 0;
  }

  private static boolean hasToken(State state) {
    return state instanceof TaskState task && task.resource() instanceof Resource.Service service
        && service.pattern() != Resource.Pattern.REQUEST_RESPONSE;
  }

  private static Map<?, ?> object(String json) {
    try {
      if (Json.parse(json) instanceof Map<?, ?> object) {
        return object;
      }
    } catch (InvalidJsonException e) {
      throw refused("The value is not JSON: " + e.getMessage());
    }
    throw refused("The value must be a JSON object");
  }

  private static RefusedTestException notAllowed(String field) {
    return refused("Field '" + field + "' is not allowed");
  }

  private static RefusedTestException refused(String message) {
    return RefusedTestException.request(REFUSED + message);
  }
}
