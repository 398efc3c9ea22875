package dev.pawl.db.access;

import dev.pawl.db.vault.SealedException;
import dev.pawl.db.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Access keys, with which requests are signed. Their secrets are sealed by the vault. */
public final class AccessKeys {
  /** A key of long life may be replaced by its successor while both are good. */
  public static final int MOST_ACTIVE = 2;

  private static final String ADD = """
      insert into access_key (id, account, user_name, secret, session_hash, expires_at)
      select :id, u.account, u.name, :secret, cast(:session as bytea),
        cast(:expires as timestamptz)
      from access_user u where u.account = :account and u.name = :user
      """;

  private static final String FIND = """
      select id, account, user_name, secret, session_hash, active, created_at, expires_at,
             last_used_at
      from access_key where id = :id
      """;

  private static final String OF_USER = """
      select id, account, user_name, secret, session_hash, active, created_at, expires_at,
             last_used_at
      from access_key where account = :account and user_name = :user
      order by created_at, id
      """;

  private static final String SET_ACTIVE = """
      update access_key set active = :active where account = :account and id = :id
      """;

  private static final String DELETE = """
      delete from access_key where account = :account and id = :id
      """;

  private static final String TOUCH = """
      update access_key set last_used_at = now()
      where id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute')
      """;

  private static final String FORGET_EXPIRED = """
      delete from access_key where expires_at < now() - interval '1 day'
      """;

  private static final String ALL_SEALED = "select id, account, secret from access_key";

  private static final String RESEAL = """
      update access_key set secret = :secret where id = :id and secret = :old
      """;

  private final JdbcClient jdbc;
  private final Vault vault;

  public AccessKeys(DataSource pool, Vault vault) {
    this.jdbc = JdbcClient.create(pool);
    this.vault = vault;
  }

  /**
   * A key without its secret.
   *
   * @param expiresAt null for one of long life
   * @param lastUsedAt to the minute; null before the first use
   */
  public record AccessKey(String id, String account, String user, boolean isActive,
      Instant createdAt, @Nullable Instant expiresAt, @Nullable Instant lastUsedAt) {}

  /**
   * A key with its secret, to check signatures with.
   *
   * @param sessionHash SHA-256 of the session token; empty for a key of long life
   */
  public record Opened(AccessKey key, String secret, Optional<byte[]> sessionHash) {
    /** Does not show the secret. */
    @Override
    public String toString() {
      return "Opened[" + key.id() + "]";
    }
  }

  /** What makes a key one of short life. */
  public record Session(byte[] tokenHash, Instant expiresAt) {}

  /**
   * Adds a key of a user; false where there is no such user.
   *
   * @throws DataIntegrityViolationException where the id is in use
   */
  public boolean add(String id, String account, String user, String secret,
      Optional<Session> session) {
    return jdbc.sql(ADD).param("id", id).param("account", account).param("user", user)
        .param("secret",
            vault.seal(secret.getBytes(StandardCharsets.UTF_8), context(account, id)))
        .param("session", session.map(Session::tokenHash).orElse(null))
        .param("expires", session.map(s -> Timestamp.from(s.expiresAt())).orElse(null))
        .update() == 1;
  }

  /**
   * The key of an id, whatever its state.
   *
   * @throws SealedException where its row was tampered with
   */
  public Optional<Opened> find(String id) {
    return jdbc.sql(FIND).param("id", id).query((row, _) -> {
      AccessKey key = key(row);
      String secret = new String(
          vault.open(row.getBytes("secret"), context(key.account(), key.id())),
          StandardCharsets.UTF_8);
      return new Opened(key, secret, Optional.ofNullable(row.getBytes("session_hash")));
    }).optional();
  }

  /** The keys of a user, the oldest first. */
  public List<AccessKey> of(String account, String user) {
    return jdbc.sql(OF_USER).param("account", account).param("user", user)
        .query((row, _) -> key(row)).list();
  }

  /** Switches a key on or off; false where there is none. */
  public boolean setActive(String account, String id, boolean active) {
    return jdbc.sql(SET_ACTIVE).param("account", account).param("id", id)
        .param("active", active).update() == 1;
  }

  /** Deletes a key; false where there is none. */
  public boolean delete(String account, String id) {
    return jdbc.sql(DELETE).param("account", account).param("id", id).update() == 1;
  }

  /** Notes that a key is in use, at most once a minute. */
  public void touch(String id) {
    jdbc.sql(TOUCH).param("id", id).update();
  }

  /** Deletes keys of short life a day after their end. */
  public int forgetExpired() {
    return jdbc.sql(FORGET_EXPIRED).update();
  }

  /** Seals again what older keys of the vault sealed. */
  public int reseal() {
    return jdbc.sql(ALL_SEALED).query((row, _) -> {
      byte[] old = row.getBytes("secret");
      String context = context(row.getString("account"), row.getString("id"));
      return vault.isOld(old)
          ? jdbc.sql(RESEAL).param("id", row.getString("id")).param("old", old)
              .param("secret", vault.seal(vault.open(old, context), context)).update()
          : 0;
    }).list().stream().mapToInt(Integer::intValue).sum();
  }

  private static AccessKey key(ResultSet row) throws SQLException {
    return new AccessKey(row.getString("id"), row.getString("account"),
        row.getString("user_name"), row.getBoolean("active"),
        row.getTimestamp("created_at").toInstant(), instant(row, "expires_at"),
        instant(row, "last_used_at"));
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private static String context(String account, String id) {
    return account + "|access_key|" + id + "|secret";
  }
}
