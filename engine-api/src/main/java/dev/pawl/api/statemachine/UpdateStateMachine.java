package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.StateMachines.Content;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives a state machine its next revision. Executions that run keep theirs. */
final class UpdateStateMachine implements Operation {
  private static final Set<String> CHANGING = Set.of(
      "definition", "roleArn", "loggingConfiguration", "tracingConfiguration",
      "encryptionConfiguration");
  private static final int ROUNDS = 5;

  private final Database database;
  private final ApiSettings settings;
  private final StateMachineLookup lookup;
  private final Definitions definitions;

  UpdateStateMachine(Database database, ApiSettings settings, StateMachineLookup lookup,
      Definitions definitions) {
    this.database = database;
    this.settings = settings;
    this.lookup = lookup;
    this.definitions = definitions;
  }

  @Override
  public String name() {
    return "UpdateStateMachine";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Publishing.refuse(request);
    request.optionalText("roleArn").ifPresent(Configurations::checkRole);
    for (int round = 0; round < ROUNDS; round++) {
      StateMachineRow row = lookup.require(request.text("stateMachineArn"));
      if (CHANGING.stream().noneMatch(request.members()::containsKey)) {
        throw ApiError.MISSING_REQUIRED_PARAMETER.about(
            "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified");
      }
      if (row.status() != StateMachineStatus.ACTIVE) {
        throw ApiError.STATE_MACHINE_DELETING.about(request.text("stateMachineArn"));
      }
      request.optionalText("definition")
          .ifPresent(definition -> definitions.check(definition, row.type()));
      Content content = content(row, request);
      if (same(row, content)) {
        return answer(row);
      }
      if (database.stateMachines()
          .update(settings.account(), row.id(), row.revision(), content)) {
        return answer(lookup.require(request.text("stateMachineArn")));
      }
      // Another update came before: apply this one to what it left.
    }
    throw ApiError.CONFLICT.about("Other updates of the state machine came before; try again");
  }

  private static Content content(StateMachineRow row, Request request) {
    return new Content(
        request.optionalText("definition").orElse(row.latest().definition()),
        request.optionalText("roleArn").orElse(row.latest().roleArn()),
        UUID.randomUUID().toString(),
        Configurations.logging(request).orElse(row.logging()),
        Configurations.tracing(request).orElse(row.tracing()),
        Configurations.encryption(request).orElse(row.encryption()));
  }

  private static boolean same(StateMachineRow row, Content content) {
    return row.latest().definition().equals(content.definition())
        && row.latest().roleArn().equals(content.roleArn())
        && Objects.equals(row.logging(), content.logging())
        && Objects.equals(row.tracing(), content.tracing())
        && Objects.equals(row.encryption(), content.encryption());
  }

  private static Map<String, @Nullable Object> answer(StateMachineRow row) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("updateDate", EpochSeconds.of(row.updatedAt()));
    StateMachineTree.putRevisionId(answer, row.latest());
    return answer;
  }
}
