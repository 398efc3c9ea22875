package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.StateMachineLookup.Named;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.VersionRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a state machine with its latest definition, or a version of it. */
final class DescribeStateMachine implements Operation {
  private final Database database;
  private final StateMachineLookup lookup;
  private final Definitions definitions;

  DescribeStateMachine(Database database, StateMachineLookup lookup, Definitions definitions) {
    this.database = database;
    this.lookup = lookup;
    this.definitions = definitions;
  }

  @Override
  public String name() {
    return "DescribeStateMachine";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineArn");
    return switch (lookup.named(Arns.stateMachine(arn), arn)) {
      case Named.Whole(StateMachineRow row) -> whole(row, request);
      case Named.OfVersion(StateMachineRow row, VersionRow version) ->
        version(row, version, request);
      case Named.OfAlias _ -> throw ApiError.STATE_MACHINE_DOES_NOT_EXIST.about(arn);
    };
  }

  /** A version shows what was so when it was published. */
  private Map<String, @Nullable Object> version(StateMachineRow row, VersionRow version,
      Request request) {
    RevisionRow revision = database.stateMachines()
        .revision(row.id(), version.revision())
        .orElseThrow(
            () -> new IllegalStateException(
                "version " + version.number() + " of " + row.id() + " has no definition"));
    StateMachineRow then = new StateMachineRow(
        row.account(), row.id(), row.name(), row.type(), row.status(), version.revision(),
        version.logging(), version.tracing(), version.encryption(), version.createdAt(),
        version.createdAt(), revision);
    Map<String, @Nullable Object> answer = whole(then, request);
    answer.put("stateMachineArn", lookup.arn(row.name(), version.number()));
    if (version.description() != null) {
      answer.put("description", version.description());
    }
    return answer;
  }

  private Map<String, @Nullable Object> whole(StateMachineRow row, Request request) {
    Map<String, @Nullable Object> answer = StateMachineTree.of(
        row, row.latest(), lookup.arn(row.name()), request.wantsData(), definitions);
    answer.put("status", row.status().name());
    answer.put("type", row.type().name());
    answer.put("creationDate", EpochSeconds.of(row.createdAt()));
    return answer;
  }
}
