package dev.pawl.api.trigger;

import dev.pawl.api.access.Checked;
import dev.pawl.api.access.ConnectionAdministration;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.triggers.ApiDestination;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** API destinations: HTTP endpoints that rules call with the credentials of a connection. */
final class ApiDestinations {
  private static final String ARN = "ApiDestinationArn";
  private static final String CONNECTION = "ConnectionArn";
  private static final String ENDPOINT = "InvocationEndpoint";
  private static final String METHOD = "HttpMethod";
  private static final String RATE = "InvocationRateLimitPerSecond";
  private static final String DESCRIPTION = "Description";
  private static final int LONGEST_ENDPOINT = 2_048;
  private static final int ATTEMPTS = 5;
  private static final double MILLIS = 1_000.0;
  private static final Pattern URL = Pattern
      .compile("https?://[A-Za-z0-9.:\\[\\]-]+(/[-()_.!~*';/?:@&=+$,%A-Za-z0-9]*)?");

  private final Triggers triggers;
  private final ConnectionAdministration connections;
  private final String region;
  private final String account;

  ApiDestinations(Triggers triggers, ConnectionAdministration connections, String region,
      String account) {
    this.triggers = triggers;
    this.connections = connections;
    this.region = region;
    this.account = account;
  }

  private String arn(String name) {
    return "arn:aws:events:" + region + ':' + account + ":api-destination/" + name;
  }

  private TriggerKey key(String name) {
    return new TriggerKey(account, TriggerKind.API_DESTINATION, "", name);
  }

  private TriggerRow row(String name) {
    return triggers.find(key(name)).orElseThrow(() -> ApiError.TRIGGER_NOT_FOUND
        .about("Failed to describe the api-destination(s). ApiDestination '" + name
            + "' does not exist."));
  }

  Map<String, @Nullable Object> create(Asked asked) {
    String name = asked.name("Name");
    return Checked.changing("events:CreateApiDestination", arn(name), () -> {
      UUID id = UUID.randomUUID();
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      members.put("Name", name);
      members.put(ARN, arn(name) + '/' + id);
      asked.required(CONNECTION);
      asked.required(ENDPOINT);
      asked.required(METHOD);
      read(asked, members);
      if (!triggers.add(key(name), id, new ApiDestination(members).toJson(), "{}", null)) {
        throw ApiError.TRIGGER_ALREADY_EXISTS
            .about("An api-destination '" + name + "' already exists.");
      }
      return brief(row(name));
    });
  }

  /** What a request has goes before what there was. */
  private void read(Asked asked, Map<String, @Nullable Object> members) {
    asked.description().ifPresent(text -> members.put(DESCRIPTION, text));
    asked.text(CONNECTION).ifPresent(connection -> {
      if (!connections.exists(connection)) {
        throw ApiError.TRIGGER_NOT_FOUND.about("Connection '" + connection + "' does not exist.");
      }
      members.put(CONNECTION, connection);
    });
    asked.text(ENDPOINT).ifPresent(url -> {
      if (url.length() > LONGEST_ENDPOINT || !URL.matcher(url).matches()) {
        throw Asked.invalid("Parameter InvocationEndpoint is not valid. It must be a URL such as"
            + " https://example.com/path/*");
      }
      members.put(ENDPOINT, url);
    });
    if (asked.text(METHOD).isPresent()) {
      members.put(METHOD, asked.word(METHOD, "POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH",
          "DELETE"));
    }
    Object before = members.getOrDefault(RATE, ApiDestination.USUAL_RATE);
    members.put(RATE, asked.number(RATE, ((Number) Objects.requireNonNull(before)).intValue(), 1,
        ApiDestination.USUAL_RATE));
  }

  Map<String, @Nullable Object> describe(Asked asked) {
    String name = asked.name("Name");
    Checked.check("events:DescribeApiDestination", arn(name));
    TriggerRow row = row(name);
    Map<String, @Nullable Object> shown = brief(row);
    shown.putAll(ApiDestination.fromJson(row.body()).members());
    return shown;
  }

  Map<String, @Nullable Object> update(Asked asked) {
    String name = asked.name("Name");
    return Checked.changing("events:UpdateApiDestination", arn(name), () -> {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        TriggerRow before = row(name);
        Map<String, @Nullable Object> members = new LinkedHashMap<>(
            ApiDestination.fromJson(before.body()).members());
        read(asked, members);
        if (triggers.change(before, new ApiDestination(members).toJson(), null)) {
          return brief(row(name));
        }
      }
      throw ApiError.CONCURRENT_MODIFICATION
          .about("ApiDestination " + name + " is being changed by others. Try again.");
    });
  }

  Map<String, @Nullable Object> delete(Asked asked) {
    String name = asked.name("Name");
    return Checked.changing("events:DeleteApiDestination", arn(name), () -> {
      TriggerRow _ = row(name);
      boolean _ = triggers.delete(key(name));
      return Asked.nothing();
    });
  }

  Map<String, @Nullable Object> list(Asked asked) {
    Checked.check("events:ListApiDestinations", "*");
    int limit = asked.number("Limit", Pages.LONGEST, 1, Pages.LONGEST);
    Optional<String> connection = asked.text(CONNECTION);
    List<TriggerRow> rows = triggers.page(account, TriggerKind.API_DESTINATION, Optional.of(""),
        asked.text("NamePrefix").orElse(""), Pages.after(asked),
        connection.isPresent() ? Integer.MAX_VALUE : limit + 1);
    return Pages.of("ApiDestinations",
        rows.stream().filter(row -> connection.isEmpty() || connection.get()
            .equals(ApiDestination.fromJson(row.body()).members().get(CONNECTION))).toList(),
        limit, row -> {
          Map<String, @Nullable Object> shown = new LinkedHashMap<>(
              ApiDestination.fromJson(row.body()).members());
          shown.remove(DESCRIPTION);
          shown.putAll(brief(row));
          return shown;
        }, row -> row.key().name());
  }

  private Map<String, @Nullable Object> brief(TriggerRow row) {
    Map<String, @Nullable Object> members = ApiDestination.fromJson(row.body()).members();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put(ARN, members.get(ARN));
    shown.put("ApiDestinationState",
        connections.exists(String.valueOf(members.get(CONNECTION))) ? "ACTIVE" : "INACTIVE");
    shown.put("CreationTime", seconds(row.createdAt()));
    shown.put("LastModifiedTime", seconds(row.changedAt()));
    return shown;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }
}
