package dev.pawl.api.access;

import static dev.pawl.api.access.Checked.account;
import static dev.pawl.api.access.Checked.changed;
import static dev.pawl.api.access.Checked.changing;
import static dev.pawl.api.access.Checked.check;
import static dev.pawl.api.access.Checked.done;
import static dev.pawl.api.access.Checked.found;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.core.connection.Connection;
import dev.pawl.core.connection.ConnectionParameters;
import dev.pawl.core.connection.InvalidConnectionException;
import dev.pawl.core.connection.ShownParameters;
import dev.pawl.core.json.Json;
import dev.pawl.db.access.EventConnections;
import dev.pawl.db.access.EventConnections.Content;
import dev.pawl.db.access.EventConnections.Known;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Manages the connections of HTTP tasks with the rights that EventBridge's API asks for, in the caller's own account. What
 * is secret is taken and never given back.
 */
public final class ConnectionAdministration {
  private static final String NAME = "[.\\-_A-Za-z0-9]{1,64}";
  private static final int LONGEST_DESCRIPTION = 512;

  private final Optional<EventConnections> connections;
  private final String region;

  /** @param connections empty where nobody is asked who they are, so that there is nothing to seal with */
  public ConnectionAdministration(Optional<EventConnections> connections, String region) {
    this.connections = connections;
    this.region = region;
  }

  /** The ARN of a connection. */
  public String arn(Known connection) {
    return arn(connection.name()) + "/" + connection.id();
  }

  private String arn(String name) {
    return "arn:aws:events:" + region + ":" + account() + ":connection/" + name;
  }

  /** The account's connections, by name. */
  public List<Known> all() {
    check("events:ListConnections", "*");
    return kept().of(account());
  }

  /** One of them. */
  public Known one(String name) {
    check("events:DescribeConnection", arn(name));
    return known(name);
  }

  /** Whether an ARN is that of a connection of this account: for resources that name one, and are allowed to do so. */
  public boolean exists(String connectionArn) {
    String prefix = arn("");
    return connectionArn.startsWith(prefix)
        && kept().find(account(), connectionArn.substring(prefix.length()).split("/", 2)[0])
            .filter(found -> arn(found).equals(connectionArn)).isPresent();
  }

  /**
   * Creates a connection.
   *
   * @param parameters {@code AuthParameters} of EventBridge's CreateConnection
   */
  public Known create(String name, String description, String type, Map<?, ?> parameters) {
    return changing("events:CreateConnection", arn(name), () -> {
      if (!name.matches(NAME)) {
        throw ApiError.INVALID_NAME.about(name);
      }
      Content content = content(description, type, parameters);
      done(() -> kept().add(account(), name, UUID.randomUUID(), content),
          "There is a connection " + name);
      return known(name);
    });
  }

  /** Changes a connection; all that it held before is gone. */
  public void update(String name, String description, String type, Map<?, ?> parameters) {
    changed("events:UpdateConnection", arn(name), () -> {
      Content content = content(description, type, parameters);
      found(() -> kept().change(known(name), content), arn(name));
    });
  }

  /** Deletes a connection; tasks that name it fail from then on. */
  public void delete(String name) {
    changed("events:DeleteConnection", arn(name),
        () -> found(() -> kept().delete(account(), name), arn(name)));
  }

  private static Content content(String description, String type, Map<?, ?> parameters) {
    if (description.length() > LONGEST_DESCRIPTION) {
      throw ApiError.VALIDATION
          .about("A description has at most " + LONGEST_DESCRIPTION + " characters");
    }
    try {
      Connection _ = ConnectionParameters.parse("", "", type, parameters);
    } catch (InvalidConnectionException e) {
      throw ApiError.VALIDATION.about(String.valueOf(e.getMessage()));
    }
    return new Content(description, type, Json.write(parameters),
        Json.write(ShownParameters.of(parameters)));
  }

  private Known known(String name) {
    return kept().find(account(), name)
        .orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.about(arn(name)));
  }

  private EventConnections kept() {
    return connections.orElseThrow(() -> ApiError.VALIDATION.about("This server asks nobody who"
        + " they are (PAWL_AUTH=off), and has no connections"));
  }
}
