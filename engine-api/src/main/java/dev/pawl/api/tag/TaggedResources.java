package dev.pawl.api.tag;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.Configurations;
import dev.pawl.api.statemachine.StateMachineLookup;
import dev.pawl.api.statemachine.TagRules;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The resources that have tags: state machines and activities, but neither versions nor aliases. */
final class TaggedResources {
  private final Database database;
  private final ApiSettings settings;
  private final StateMachineLookup stateMachines;

  TaggedResources(Database database, ApiSettings settings, StateMachineLookup stateMachines) {
    this.database = database;
    this.settings = settings;
    this.stateMachines = stateMachines;
  }

  void put(String arn, Request request) {
    int most = settings.quotas().tags();
    Map<String, String> tags = Configurations.tags(request, most);
    UUID id = require(arn);
    Set<String> keys = new HashSet<>(database.tags().of(settings.account(), id).keySet());
    keys.addAll(tags.keySet());
    TagRules.count(keys, arn, most);
    database.tags().put(settings.account(), id, tags);
  }

  void remove(String arn, List<String> keys) {
    database.tags().remove(settings.account(), require(arn), keys);
  }

  Map<String, String> of(String arn) {
    return database.tags().of(settings.account(), require(arn));
  }

  private UUID require(String text) {
    Arn arn = Arns.tagged(text);
    boolean isOurs = arn.account().equals(settings.account())
        && arn.region().equals(settings.region());
    Optional<UUID> id = switch (arn) {
      case Arn.StateMachine machine when isOurs ->
        stateMachines.named(machine.name()).map(row -> row.id());
      case Arn.Activity activity when isOurs ->
        database.activities().find(settings.account(), activity.name()).map(row -> row.id());
      default -> Optional.empty();
    };
    return id.orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.about(text, text));
  }
}
