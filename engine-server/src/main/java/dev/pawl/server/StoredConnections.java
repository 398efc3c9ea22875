package dev.pawl.server;

import dev.pawl.core.connection.Connection;
import dev.pawl.core.connection.ConnectionParameters;
import dev.pawl.core.json.Json;
import dev.pawl.db.access.EventConnections;
import dev.pawl.db.access.EventConnections.Opened;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.vault.SealedException;
import dev.pawl.tasks.http.Connections;
import dev.pawl.tasks.http.UnusableConnectionException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;

/** The connections that accounts have made. An ARN of another account is as good as none. */
final class StoredConnections implements Connections {
  private static final Pattern ARN = Pattern.compile(
      "arn:aws[a-z-]*:events:[a-z0-9-]+:(?<account>\\d{12}):connection/(?<name>[^/]+)/(?<id>[0-9a-f-]{36})");

  private final EventConnections connections;

  StoredConnections(EventConnections connections) {
    this.connections = connections;
  }

  @Override
  public Connection find(String arn, String account) {
    Matcher parts = ARN.matcher(arn);
    if (!parts.matches() || !parts.group("account").equals(account)) {
      throw none(arn);
    }
    Opened opened;
    try {
      opened = connections.open(account, parts.group("name"), UUID.fromString(parts.group("id")))
          .orElseThrow(() -> none(arn));
    } catch (SealedException e) {
      throw new UnusableConnectionException("InvalidConnectionState",
          "The connection's secrets cannot be opened");
    } catch (DatabaseUnavailableException | DataAccessResourceFailureException
        | TransientDataAccessException | RecoverableDataAccessException e) {
      throw new UnusableConnectionException("InternalError",
          "The database cannot be reached at the moment");
    }
    return ConnectionParameters.parse(arn, opened.changedAt().toString(), opened.type(),
        Json.parse(opened.parameters()));
  }

  private static UnusableConnectionException none(String arn) {
    return new UnusableConnectionException("ResourceNotFound", "There is no connection " + arn);
  }
}
