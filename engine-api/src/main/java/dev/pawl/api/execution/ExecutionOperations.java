package dev.pawl.api.execution;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.WorkerSignal;
import dev.pawl.api.access.RateLimits;
import dev.pawl.api.maprun.MapRunLookup;
import dev.pawl.api.maprun.MapRunOperations;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.statemachine.Definitions;
import dev.pawl.api.statemachine.StateMachineLookup;
import dev.pawl.db.Database;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The operations of this package, and of Map runs. */
public final class ExecutionOperations {
  private ExecutionOperations() {}

  public static List<Operation> of(Database database, ApiSettings settings,
      StateMachineLookup stateMachines, Definitions definitions, ExecutionStarter starter,
      ExpressStarter expressStarter, ExpressRunner runner, WorkerSignal worker,
      RateLimits rates) {
    ExecutionLookup lookup = new ExecutionLookup(database, settings, stateMachines,
        new SecureRandom());
    PageTokens tokens = new PageTokens(settings.key(), settings.account(), database.clock());
    Redrivability redrivability = new Redrivability(database, settings.limits());
    MapRunLookup mapRuns = new MapRunLookup(database, settings);
    List<Operation> operations = new ArrayList<>(
        MapRunOperations.of(database, mapRuns, tokens, arn -> lookup.require(arn).row().key(),
            worker));
    operations.addAll(List.of(
        new StartExecution(lookup, starter, expressStarter, rates),
        new StartSyncExecution(lookup, runner),
        new DescribeExecution(lookup, redrivability),
        new RedriveExecution(database, lookup, definitions, redrivability, worker),
        new DescribeStateMachineForExecution(database, lookup, definitions),
        new StopExecution(database, lookup, worker),
        new ListExecutions(database, lookup, mapRuns, tokens),
        new GetExecutionHistory(database, lookup, tokens)));
    return operations;
  }
}
