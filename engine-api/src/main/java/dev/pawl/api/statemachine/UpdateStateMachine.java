package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.StateMachines.Content;
import dev.pawl.db.catalogue.VersionRow;
import dev.pawl.db.catalogue.Versions.Publication;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    Publishing publishing = Publishing.of(request);
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
      request.onlyRevision()
          .ifPresent(asked -> StateMachineTree.checkRevision(asked, row.latest()));
      request.optionalText("definition")
          .ifPresent(definition -> definitions.check(definition, row.type()));
      Content content = content(row, request, publishing);
      if (same(row, content)) {
        if (!publishing.wanted()) {
          return answer(row);
        }
        Optional<Map<String, @Nullable Object>> published = publish(row, publishing);
        if (published.isPresent()) {
          return published.get();
        }
        continue;
      }
      if (publishing.wanted()
          && database.versions().count(row.id()) >= settings.quotas().versions()) {
        throw Publishing.full(settings.quotas().versions());
      }
      if (database.stateMachines()
          .update(settings.account(), row.id(), row.revision(), content)) {
        // Another update may have come already: the answer is about this one.
        Map<String, @Nullable Object> answer = answer(
            database.stateMachines().revision(row.id(), row.revision() + 1).orElseThrow());
        if (publishing.wanted()) {
          database.versions()
              .ofRevision(row.id(), row.revision() + 1)
              .ifPresent(version -> putVersion(answer, row, version));
        }
        return answer;
      }
      // Another update came before: apply this one to what it left.
    }
    throw ApiError.CONFLICT.about("Other updates of the state machine came before; try again");
  }

  /** Empty where another update came before. */
  private Optional<Map<String, @Nullable Object>> publish(StateMachineRow row,
      Publishing publishing) {
    return switch (database.versions()
        .publish(row.id(), row.revision(), publishing.description(),
            settings.quotas().versions())) {
      case Publication.Published(VersionRow version) -> {
        Map<String, @Nullable Object> answer = answer(row);
        putVersion(answer, row, version);
        yield Optional.of(answer);
      }
      case Publication.Changed _ -> Optional.empty();
      case Publication.Full _ -> throw Publishing.full(settings.quotas().versions());
    };
  }

  private void putVersion(Map<String, @Nullable Object> answer, StateMachineRow row,
      VersionRow version) {
    answer.put("stateMachineVersionArn", lookup.arn(row.name(), version.number()));
  }

  private Content content(StateMachineRow row, Request request, Publishing publishing) {
    return new Content(
        request.optionalText("definition").orElse(row.latest().definition()),
        request.optionalText("roleArn").orElse(row.latest().roleArn()),
        UUID.randomUUID().toString(),
        Configurations.logging(request).orElse(row.logging()),
        Configurations.tracing(request).orElse(row.tracing()),
        new EncryptionKeys(database, settings).configuration(request)
            .orElse(row.encryption()),
        publishing.wanted(),
        publishing.description());
  }

  private static boolean same(StateMachineRow row, Content content) {
    return row.latest().definition().equals(content.definition())
        && row.latest().roleArn().equals(content.roleArn())
        && Objects.equals(row.logging(), content.logging())
        && Objects.equals(row.tracing(), content.tracing())
        && Objects.equals(row.encryption(), content.encryption());
  }

  private static Map<String, @Nullable Object> answer(RevisionRow revision) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("updateDate", EpochSeconds.of(revision.createdAt()));
    StateMachineTree.putRevisionId(answer, revision);
    return answer;
  }

  private static Map<String, @Nullable Object> answer(StateMachineRow row) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("updateDate", EpochSeconds.of(row.updatedAt()));
    StateMachineTree.putRevisionId(answer, row.latest());
    return answer;
  }
}
