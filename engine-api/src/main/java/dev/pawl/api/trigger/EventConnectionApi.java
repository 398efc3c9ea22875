package dev.pawl.api.trigger;

import dev.pawl.api.access.ConnectionAdministration;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.core.json.Json;
import dev.pawl.db.access.EventConnections.Known;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connections of HTTP tasks, in the form of EventBridge's API. */
final class EventConnectionApi {
  private static final double MILLIS = 1_000.0;

  private final ConnectionAdministration connections;

  EventConnectionApi(ConnectionAdministration connections) {
    this.connections = connections;
  }

  Map<String, @Nullable Object> create(Asked asked) {
    return brief(connections.create(asked.name("Name"), asked.description().orElse(""),
        asked.required("AuthorizationType"), parameters(asked)));
  }

  private static Map<?, ?> parameters(Asked asked) {
    return asked.object("AuthParameters")
        .orElseThrow(() -> Asked.invalid("Parameter AuthParameters is required")).members();
  }

  Map<String, @Nullable Object> describe(Asked asked) {
    return full(connections.one(asked.name("Name")));
  }

  /** What a request leaves out stays as it was, but for secrets, which nobody can read to write them again. */
  Map<String, @Nullable Object> update(Asked asked) {
    Known before = connections.one(asked.name("Name"));
    if (asked.object("AuthParameters").isEmpty()) {
      throw Asked.invalid("Parameter AuthParameters is required: secrets have to be sent again");
    }
    connections.update(before.name(), asked.description().orElse(before.description()),
        asked.text("AuthorizationType").orElse(before.type()), parameters(asked));
    return brief(connections.one(before.name()));
  }

  Map<String, @Nullable Object> delete(Asked asked) {
    Known before = connections.one(asked.name("Name"));
    connections.delete(before.name());
    Map<String, @Nullable Object> answer = brief(before);
    answer.put("ConnectionState", "DELETING");
    return answer;
  }

  Map<String, @Nullable Object> list(Asked asked) {
    int limit = asked.number("Limit", Pages.LONGEST, 1, Pages.LONGEST);
    String after = Pages.after(asked);
    String prefix = asked.text("NamePrefix").orElse("");
    List<Known> all = connections.all().stream()
        .filter(one -> one.name().startsWith(prefix) && one.name().compareTo(after) > 0).toList();
    return Pages.of("Connections", all, limit, one -> {
      Map<String, @Nullable Object> shown = brief(one);
      shown.put("Name", one.name());
      shown.put("AuthorizationType", one.type());
      return shown;
    }, Known::name);
  }

  private Map<String, @Nullable Object> brief(Known connection) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("ConnectionArn", connections.arn(connection));
    shown.put("ConnectionState", "AUTHORIZED");
    shown.put("CreationTime", seconds(connection.createdAt()));
    shown.put("LastModifiedTime", seconds(connection.changedAt()));
    shown.put("LastAuthorizedTime", seconds(connection.changedAt()));
    return shown;
  }

  private Map<String, @Nullable Object> full(Known connection) {
    Map<String, @Nullable Object> shown = brief(connection);
    shown.put("Name", connection.name());
    shown.put("Description", connection.description());
    shown.put("AuthorizationType", connection.type());
    // Where AWS keeps the secrets; here they are in the connection's own row.
    shown.put("SecretArn", connections.arn(connection).replace(":events:", ":secretsmanager:")
        .replace(":connection/", ":secret:events!connection/"));
    shown.put("AuthParameters", Json.parse(connection.parameters()));
    return shown;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }

  /** The connection's name in an ARN of this account. */
  static RuntimeException missing(String arn) {
    return ApiError.TRIGGER_NOT_FOUND.about("Resource " + arn + " does not exist.");
  }
}
