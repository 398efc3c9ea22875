package dev.pawl.api.execution;

import dev.pawl.api.execution.ExecutionLookup.Startable;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.interpreter.ExpressBill;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs an Express execution; the answer comes with its end. */
final class StartSyncExecution implements Operation {
  private static final String METADATA_ONLY = "METADATA_ONLY";
  private static final Map<String, Object> EXCLUDED = Map.of("included", false);
  private static final Map<String, Object> INCLUDED = Map.of("included", true);

  private final ExecutionLookup lookup;
  private final ExpressRunner runner;

  StartSyncExecution(ExecutionLookup lookup, ExpressRunner runner) {
    this.lookup = lookup;
    this.runner = runner;
  }

  @Override
  public String name() {
    return "StartSyncExecution";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Startable startable = lookup.startable(request.text("stateMachineArn"));
    StateMachineRow machine = startable.machine();
    if (machine.type() != StateMachineType.EXPRESS) {
      throw ExecutionLookup.wrongType();
    }
    Payload input = ExecutionInput.of(request);
    ExpressRunner.Ended ended = runner
        .run(machine.id(), startable.revision(), startable.by(), request.optionalText("name"),
            input)
        .join()
        .orElseThrow(() -> ApiError.THROTTLING.about("Rate exceeded"));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("executionArn", ended.arn());
    answer.put("stateMachineArn", lookup.stateMachines().arn(machine.name()));
    answer.put("name", ended.name());
    answer.put("startDate", EpochSeconds.of(ended.startedAt()));
    answer.put("stopDate", EpochSeconds.of(ended.stoppedAt()));
    answer.put("status", ended.status());
    boolean showsData = !request.optionalText("includedData").filter(METADATA_ONLY::equals)
        .isPresent();
    if (showsData) {
      answer.put("input", input.text());
    }
    answer.put("inputDetails", showsData ? INCLUDED : EXCLUDED);
    result(ended, showsData, answer);
    request.optionalText("traceHeader").ifPresent(header -> answer.put("traceHeader", header));
    answer.put("billingDetails", billing(ended));
    return answer;
  }

  private static void result(ExpressRunner.Ended ended, boolean showsData,
      Map<String, @Nullable Object> answer) {
    Payload output = ended.output();
    if (output != null && showsData) {
      answer.put("output", output.text());
    }
    answer.put("outputDetails", showsData ? INCLUDED : EXCLUDED);
    StatesError error = ended.error();
    if (error != null && error.name() != null) {
      answer.put("error", error.name());
    }
    if (error != null && error.cause() != null) {
      answer.put("cause", error.cause());
    }
  }

  private static Map<String, Object> billing(ExpressRunner.Ended ended) {
    ExpressBill bill = ExpressBill.of(Duration.between(ended.startedAt(), ended.stoppedAt()),
        ended.heldBytes());
    return Map.of("billedMemoryUsedInMB", bill.megabytes(), "billedDurationInMilliseconds",
        bill.millis());
  }
}
