package dev.pawl.api.activity;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.Configurations;
import dev.pawl.api.statemachine.EncryptionKeys;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.ActivityRow;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates an activity. Repeating the same request is harmless, whatever the tags. */
final class CreateActivity implements Operation {
  private final Database database;
  private final ApiSettings settings;
  private final ActivityLookup lookup;

  CreateActivity(Database database, ApiSettings settings, ActivityLookup lookup) {
    this.database = database;
    this.settings = settings;
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "CreateActivity";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String name = request.text("name");
    String encryption = new EncryptionKeys(database, settings).configuration(request).orElse(null);
    Map<String, String> tags = Configurations.tags(request, settings.quotas().tags());
    UUID id = UUID.randomUUID();
    ActivityRow row = database.activities().create(settings.account(), id, name, encryption);
    if (row.id().equals(id)) {
      database.tags().put(settings.account(), id, tags);
    } else if (!Objects.equals(
        Configurations.encryptionOf(row.encryption()), Configurations.encryptionOf(encryption))) {
      throw ApiError.ACTIVITY_ALREADY_EXISTS.about(lookup.arn(name));
    }
    return Map.of(
        "activityArn", lookup.arn(name), "creationDate", EpochSeconds.of(row.createdAt()));
  }
}
