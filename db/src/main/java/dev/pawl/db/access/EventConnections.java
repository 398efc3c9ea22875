package dev.pawl.db.access;

import dev.pawl.db.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Connections of HTTP tasks. What they hold is written, used, and never shown again. */
public final class EventConnections {
  private static final String COLUMNS = "account, name, id, description, authorization_type, parameters, created_at, changed_at";

  private static final String ADD = """
      insert into connection (account, name, id, description, authorization_type, parameters, sealed)
      select a.id, :name, :id, :description, :type, :shown, :sealed from account a where a.id = :account
      on conflict (account, name) do nothing
      """;

  private static final String CHANGE = """
      update connection set description = :description, authorization_type = :type, parameters = :shown,
        sealed = :sealed, changed_at = now()
      where account = :account and name = :name and id = :id
      """;

  private static final String OF_ACCOUNT = "select " + COLUMNS
      + " from connection where account = :account order by name";

  private static final String ONE = "select " + COLUMNS
      + " from connection where account = :account and name = :name";

  private static final String OPEN = """
      select account, id, authorization_type, sealed, changed_at from connection
      where account = :account and name = :name and id = :id
      """;

  private static final String DELETE = "delete from connection where account = :account and name = :name";

  private static final String ALL_SEALED = "select account, id, sealed from connection";

  private static final String RESEAL = """
      update connection set sealed = :sealed where id = :id and sealed = :old
      """;

  private static final RowMapper<Known> KNOWN = (row, _) -> new Known(row.getString("account"),
      row.getString("name"), row.getObject("id", UUID.class), row.getString("description"),
      row.getString("authorization_type"), row.getString("parameters"),
      row.getTimestamp("created_at").toInstant(), row.getTimestamp("changed_at").toInstant());

  private final JdbcClient jdbc;
  private final Vault vault;

  public EventConnections(DataSource pool, Vault vault) {
    this.jdbc = JdbcClient.create(pool);
    this.vault = vault;
  }

  /**
   * A connection as it is shown.
   *
   * @param type BASIC, API_KEY or OAUTH_CLIENT_CREDENTIALS
   * @param parameters those that are not secret, in JSON
   */
  public record Known(String account, String name, UUID id, String description, String type,
      String parameters, Instant createdAt, Instant changedAt) {}

  /** A connection as it is used. */
  public record Opened(String type, String parameters, Instant changedAt) {
    /** Does not show the secrets. */
    @Override
    public String toString() {
      return "Opened[" + type + "]";
    }
  }

  /**
   * What a connection is to be.
   *
   * @param parameters all of them, in JSON
   * @param shown those that are not secret, in JSON
   */
  public record Content(String description, String type, String parameters, String shown) {
    /** Does not show the secrets. */
    @Override
    public String toString() {
      return "Content[" + type + "]";
    }
  }

  /** Adds a connection; false where there is one of the name, or no such account. */
  public boolean add(String account, String name, UUID id, Content content) {
    return write(ADD, account, name, id, content);
  }

  /** Changes a connection; false where it is gone. */
  public boolean change(Known before, Content content) {
    return write(CHANGE, before.account(), before.name(), before.id(), content);
  }

  private boolean write(String sql, String account, String name, UUID id, Content content) {
    return jdbc.sql(sql).param("account", account).param("name", name).param("id", id)
        .param("description", content.description()).param("type", content.type())
        .param("shown", content.shown())
        .param("sealed", vault.seal(content.parameters().getBytes(StandardCharsets.UTF_8),
            context(account, id)))
        .update() == 1;
  }

  /** The connections of an account, by name. */
  public List<Known> of(String account) {
    return jdbc.sql(OF_ACCOUNT).param("account", account).query(KNOWN).list();
  }

  /** A connection of an account; empty where there is none of the name. */
  public Optional<Known> find(String account, String name) {
    return jdbc.sql(ONE).param("account", account).param("name", name).query(KNOWN).optional();
  }

  /**
   * A connection with its secrets; empty where the account has none of the name and id.
   *
   * @throws dev.pawl.db.vault.SealedException where its row was tampered with
   */
  public Optional<Opened> open(String account, String name, UUID id) {
    return jdbc.sql(OPEN).param("account", account).param("name", name).param("id", id)
        .query((row, _) -> new Opened(row.getString("authorization_type"),
            new String(vault.open(row.getBytes("sealed"), context(account, id)),
                StandardCharsets.UTF_8),
            row.getTimestamp("changed_at").toInstant()))
        .optional();
  }

  /** Deletes a connection; false where there is none. */
  public boolean delete(String account, String name) {
    return jdbc.sql(DELETE).param("account", account).param("name", name).update() == 1;
  }

  /** Seals again what older keys of the vault sealed. */
  public int reseal() {
    return jdbc.sql(ALL_SEALED).query((row, _) -> {
      byte[] old = row.getBytes("sealed");
      UUID id = row.getObject("id", UUID.class);
      String context = context(row.getString("account"), id);
      return vault.isOld(old)
          ? jdbc.sql(RESEAL).param("id", id).param("old", old)
              .param("sealed", vault.seal(vault.open(old, context), context)).update()
          : 0;
    }).list().stream().mapToInt(Integer::intValue).sum();
  }

  private static String context(String account, UUID id) {
    return account + "|connection|" + id + "|sealed";
  }
}
