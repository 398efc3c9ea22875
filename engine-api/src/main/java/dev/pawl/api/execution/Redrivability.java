package dev.pawl.api.execution;

import dev.pawl.api.execution.ExecutionLookup.Found;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.execution.ExecutionRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says whether an execution can be redriven, in AWS's words. */
final class Redrivability {
  private static final Duration PERIOD = Duration.ofDays(14);

  private final Database database;
  private final Limits limits;

  Redrivability(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  /** The bounds of executions, redriven ones included. */
  Limits limits() {
    return limits;
  }

  /** Why an execution cannot be redriven by a request now; empty where it can. */
  Optional<String> obstacle(Found found) {
    return isByMapRun(found)
        ? Optional.of("Execution is a child of a Map run and cannot be redriven by itself")
        : obstacleOfItsOwn(found);
  }

  /** Whether it is a child of a Map run whose redrive redrives it, too. */
  boolean isByMapRun(Found found) {
    return found.mapRun().isPresent() && obstacleOfItsOwn(found).isEmpty();
  }

  private Optional<String> obstacleOfItsOwn(Found found) {
    ExecutionRow row = found.row();
    Instant stoppedAt = row.stoppedAt();
    Instant now = database.clock().now();
    return switch (row.status()) {
      case RUNNING, SUCCEEDED ->
        Optional.of("Execution is " + row.status() + " and cannot be redriven");
      case FAILED, TIMED_OUT, ABORTED -> {
        if (found.stateMachine().status() != StateMachineStatus.ACTIVE) {
          yield Optional.of("State machine is in DELETING status");
        }
        if (stoppedAt == null || !now.isBefore(stoppedAt.plus(PERIOD))) {
          yield Optional.of("Execution redrivable period exceeded");
        }
        if (!now.isBefore(row.startedAt().plusSeconds(limits.executionSeconds()))) {
          yield Optional.of("Execution has exceeded the max execution time");
        }
        // ExecutionRedriven and at least one event more must have room.
        yield database.histories().lastEvent(row.key()) < limits.historyEvents() - 1
            ? Optional.empty()
            : Optional.of("Execution history event limit exceeded");
      }
    };
  }
}
