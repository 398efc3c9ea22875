package dev.pawl.api.execution;

import dev.pawl.api.access.RateLimits;
import dev.pawl.api.access.Rates;
import dev.pawl.api.execution.ExecutionLookup.Startable;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.json.Payload;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts an execution of the latest revision, or of a version; the answer comes after the commit. */
final class StartExecution implements Operation {
  private final ExecutionLookup lookup;
  private final ExecutionStarter starter;
  private final ExpressStarter expressStarter;
  private final RateLimits rates;

  StartExecution(ExecutionLookup lookup, ExecutionStarter starter,
      ExpressStarter expressStarter, RateLimits rates) {
    this.rates = rates;
    this.lookup = lookup;
    this.starter = starter;
    this.expressStarter = expressStarter;
  }

  @Override
  public String name() {
    return "StartExecution";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineArn");
    Startable startable = lookup.startable(arn);
    StateMachineRow machine = startable.machine();
    Payload input = ExecutionInput.of(request);
    return machine.type() == StateMachineType.EXPRESS
        ? express(startable, request, input)
        : standard(startable, request, input);
  }

  /** At least once, and as often as it is asked for: names need not be unique. */
  private Map<String, @Nullable Object> express(Startable startable, Request request,
      Payload input) {
    ExpressStarter.Begun begun = expressStarter
        .start(startable.machine().id(), startable.revision(), startable.by(),
            request.optionalText("name"), input)
        .join()
        .orElseThrow(() -> ApiError.THROTTLING.about("Rate exceeded"));
    return Map.of(
        "executionArn", begun.arn(), "startDate", EpochSeconds.of(begun.startedAt()));
  }

  private Map<String, @Nullable Object> standard(Startable startable, Request request,
      Payload input) {
    rates.take(Rates.STANDARD_START);
    StateMachineRow machine = startable.machine();
    return switch (starter
        .start(machine.id(), startable.revision(), startable.by(), request.optionalText("name"),
            input)
        .join()) {
      case ExecutionStarter.StartAnswer.Running running -> Map.of(
          "executionArn", lookup.arn(machine.name(), running.name()),
          "startDate", EpochSeconds.of(running.startedAt()));
      case ExecutionStarter.StartAnswer.NameTaken taken ->
        throw ApiError.EXECUTION_ALREADY_EXISTS.about(lookup.arn(machine.name(), taken.name()));
      case ExecutionStarter.StartAnswer.Overloaded _ ->
        throw ApiError.THROTTLING.about("Rate exceeded");
    };
  }
}
