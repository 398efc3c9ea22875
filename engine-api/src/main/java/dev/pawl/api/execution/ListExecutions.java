package dev.pawl.api.execution;

import dev.pawl.api.maprun.MapRunLookup;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.StateMachineLookup.Named;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.ExecutionSummary;
import dev.pawl.db.execution.Executions;
import dev.pawl.db.execution.ListedBy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists the executions of a state machine, the latest start first. */
final class ListExecutions implements Operation {
  /** The status of children of Map runs, which this build does not have. */
  private static final String PENDING_REDRIVE = "PENDING_REDRIVE";
  private static final String REDRIVEN = "REDRIVEN";

  private final Database database;
  private final ExecutionLookup lookup;
  private final PageTokens tokens;
  private final ListChildren children;

  ListExecutions(Database database, ExecutionLookup lookup, MapRunLookup mapRuns,
      PageTokens tokens) {
    this.children = new ListChildren(database, lookup, mapRuns, tokens);
    this.database = database;
    this.lookup = lookup;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "ListExecutions";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Optional<String> mapRun = request.optionalText("mapRunArn");
    Optional<String> arn = request.optionalText("stateMachineArn");
    if (mapRun.isPresent() == arn.isPresent()) {
      throw ApiError.VALIDATION.about(
          "Exactly one of the parameters stateMachineArn and mapRunArn must be specified");
    }
    if (mapRun.isPresent()) {
      return children.handle(request, mapRun.get());
    }
    String text = arn.orElseThrow();
    Named named = lookup.stateMachines().named(Arns.stateMachine(text), text);
    StateMachineRow machine = named.machine();
    if (machine.type() == StateMachineType.EXPRESS) {
      throw ExecutionLookup.wrongType();
    }
    String status = request.optionalText("statusFilter").orElse("");
    String redrive = request.optionalText("redriveFilter").orElse("");
    Paging paging = Paging.of(
        request, tokens, name(), machine.id() + " " + status + " " + redrive + " " + text);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    paging.fill(
        answer, "executions",
        status.equals(PENDING_REDRIVE)
            ? List.<ExecutionSummary>of()
            : rows(named, status, redrive, paging),
        row -> line(machine, row), ListExecutions::cursor);
    return answer;
  }

  private List<ExecutionSummary> rows(Named named, String status, String redrive,
      Paging paging) {
    return database.executions()
        .list(
            named.machine().id(),
            status.isEmpty() ? Optional.empty() : Optional.of(ExecutionStatus.valueOf(status)),
            redrive.isEmpty() ? Optional.empty() : Optional.of(redrive.equals(REDRIVEN)),
            by(named),
            paging.size() + 1, paging.cursor().map(ListExecutions::cursor));
  }

  private static ListedBy by(Named named) {
    return switch (named) {
      case Named.Whole _ -> new ListedBy.Any();
      case Named.OfVersion of -> new ListedBy.Version(of.version().number());
      case Named.OfAlias of -> new ListedBy.Alias(of.alias().name());
    };
  }

  private static String cursor(ExecutionSummary row) {
    return row.startedAt() + " " + row.key().id();
  }

  private static Executions.Cursor cursor(String place) {
    int blank = place.indexOf(' ');
    return new Executions.Cursor(
        Instant.parse(place.substring(0, blank)), UUID.fromString(place.substring(blank + 1)));
  }

  private Map<String, @Nullable Object> line(StateMachineRow machine, ExecutionSummary row) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("executionArn", lookup.arn(machine.name(), row.name()));
    line.put("stateMachineArn", lookup.stateMachines().arn(machine.name()));
    lookup.putQualifier(line, machine, row.by());
    line.put("name", row.name());
    line.put("status", row.status().name());
    line.put("startDate", EpochSeconds.of(row.startedAt()));
    if (row.stoppedAt() != null) {
      line.put("stopDate", EpochSeconds.of(row.stoppedAt()));
    }
    line.put("redriveCount", row.redrives().count());
    if (row.redrives().lastAt() != null) {
      line.put("redriveDate", EpochSeconds.of(row.redrives().lastAt()));
    }
    return line;
  }
}
