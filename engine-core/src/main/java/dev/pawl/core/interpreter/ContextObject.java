package dev.pawl.core.interpreter;

import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.TaskState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the context object (reference: asl, section 4), in the key order that AWS shows. */
final class ContextObject {
  private ContextObject() {}

  /**
   * @param token the token of the attempt; null outside callback and job tasks
   * @param mapItem the item that the nearest Map is at; null outside a Map
   */
  static Map<String, @Nullable Object> of(Execution execution, State state, Frame.Visit visit,
      @Nullable String token,
      @Nullable Map<String, Object> mapItem) {
    var run = new LinkedHashMap<String, @Nullable Object>();
    run.put("Id", execution.arn());
    run.put("Input", execution.input().tree());
    run.put("StartTime", execution.startedAt().toString());
    run.put("Name", execution.name());
    run.put("RoleArn", execution.roleArn());
    if (execution.kind() != ExecutionKind.SYNC_EXPRESS) {
      run.put("RedriveCount", execution.redrives().count());
    }
    if (execution.redrives().lastAt() != null) {
      run.put("RedriveTime", execution.redrives().lastAt().toString());
    }
    var machine = new LinkedHashMap<String, @Nullable Object>();
    machine.put("Id", execution.stateMachineArn());
    machine.put("Name", execution.stateMachineName());
    var at = new LinkedHashMap<String, @Nullable Object>();
    at.put("Name", state.name());
    at.put("EnteredTime", visit.enteredAt().toString());
    if (canRetry(state)) {
      at.put("RetryCount", visit.retryCount());
    }
    var context = new LinkedHashMap<String, @Nullable Object>();
    context.put("Execution", run);
    context.put("StateMachine", machine);
    context.put("State", at);
    if (token != null) {
      context.put("Task", Map.of("Token", token));
    }
    if (mapItem != null) {
      context.put("Map", mapItem);
    }
    return context;
  }

  private static boolean canRetry(State state) {
    return state instanceof TaskState || state instanceof ParallelState
        || state instanceof MapState;
  }
}
