package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.catalogue.StateMachines.Content;
import dev.pawl.db.catalogue.VersionRow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates a state machine. Repeating the same request is harmless, whatever the role and the tags. */
final class CreateStateMachine implements Operation {
  private final Database database;
  private final ApiSettings settings;
  private final StateMachineLookup lookup;
  private final Definitions definitions;

  CreateStateMachine(Database database, ApiSettings settings, StateMachineLookup lookup,
      Definitions definitions) {
    this.database = database;
    this.settings = settings;
    this.lookup = lookup;
    this.definitions = definitions;
  }

  @Override
  public String name() {
    return "CreateStateMachine";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String name = request.text("name");
    StateMachineType type = request.optionalText("type")
        .map(StateMachineType::valueOf)
        .orElse(StateMachineType.STANDARD);
    Publishing publishing = Publishing.of(request);
    Configurations.checkRole(request.text("roleArn"));
    Content content = new Content(
        request.text("definition"), request.text("roleArn"), UUID.randomUUID().toString(),
        Configurations.logging(request).orElse(null),
        Configurations.tracing(request).orElse(null),
        new EncryptionKeys(database, settings).configuration(request).orElse(null),
        publishing.wanted(), publishing.description());
    definitions.check(content.definition(), type);
    StateMachineRow row = create(name, type, content,
        Configurations.tags(request, settings.quotas().tags()));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("stateMachineArn", lookup.arn(name));
    answer.put("creationDate", EpochSeconds.of(row.createdAt()));
    if (publishing.wanted()) {
      database.versions()
          .ofRevision(row.id(), row.revision())
          .ifPresent(
              version -> answer.put("stateMachineVersionArn",
                  lookup.arn(name, version.number())));
    }
    return answer;
  }

  private StateMachineRow create(String name, StateMachineType type, Content content,
      Map<String, String> tags) {
    UUID id = UUID.randomUUID();
    boolean created = database.stateMachines()
        .create(settings.account(), id, name, type, content);
    if (created) {
      database.tags().put(settings.account(), id, tags);
    }
    StateMachineRow row = lookup.named(name)
        .orElseThrow(
            () -> ApiError.CONFLICT.about("The state machine was deleted at this moment: " + name));
    if (row.id().equals(id)) {
      return row;
    }
    if (row.status() == StateMachineStatus.DELETING) {
      throw ApiError.STATE_MACHINE_DELETING.about(lookup.arn(name));
    }
    if (!same(row, type, content)) {
      throw ApiError.STATE_MACHINE_ALREADY_EXISTS.about(lookup.arn(name));
    }
    return row;
  }

  private boolean same(StateMachineRow row, StateMachineType type, Content content) {
    Optional<VersionRow> version = database.versions().ofRevision(row.id(), row.revision());
    return row.type() == type
        && version.isPresent() == content.publish()
        && Objects.equals(version.map(VersionRow::description).orElse(null),
            content.versionDescription())
        && row.latest().definition().equals(content.definition())
        && Objects.equals(
            Configurations.loggingOf(row.logging()), Configurations.loggingOf(content.logging()))
        && Objects.equals(
            Configurations.tracingOf(row.tracing()), Configurations.tracingOf(content.tracing()))
        && Objects.equals(
            Configurations.encryptionOf(row.encryption()),
            Configurations.encryptionOf(content.encryption()));
  }
}
