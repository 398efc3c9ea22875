package dev.pawl.db.access;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bearer tokens of users, for REST and the console. Only their hashes are known. */
public final class ApiTokens {
  private static final String ADD = """
      insert into api_token (id, hash, account, user_name, expires_at)
      select :id, :hash, u.account, u.name, cast(:expires as timestamptz)
      from access_user u where u.account = :account and u.name = :user
      """;

  private static final String FIND = """
      select id, account, user_name, created_at, expires_at, last_used_at, hash
      from api_token where id = :id
      """;

  private static final String OF_USER = """
      select id, account, user_name, created_at, expires_at, last_used_at
      from api_token where account = :account and user_name = :user
      order by created_at, id
      """;

  private static final String DELETE = """
      delete from api_token where account = :account and id = :id
      """;

  private static final String TOUCH = """
      update api_token set last_used_at = now()
      where id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute')
      """;

  private final JdbcClient jdbc;

  public ApiTokens(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /**
   * A token, without its text.
   *
   * @param expiresAt null for never
   * @param lastUsedAt to the minute; null before the first use
   */
  public record ApiToken(String id, String account, String user, Instant createdAt,
      @Nullable Instant expiresAt, @Nullable Instant lastUsedAt) {}

  /**
   * Adds a token of a user; false where there is no such user.
   *
   * @param id the part of the token that names it
   * @param hash the SHA-256 of the whole token
   */
  public boolean add(String id, byte[] hash, String account, String user,
      Optional<Instant> expiresAt) {
    return jdbc.sql(ADD).param("id", id).param("hash", hash).param("account", account)
        .param("user", user).param("expires", expiresAt.map(Timestamp::from).orElse(null))
        .update() == 1;
  }

  /** The token that has an id and a hash, also one that is over its time. */
  public Optional<ApiToken> find(String id, byte[] hash) {
    return jdbc.sql(FIND).param("id", id)
        .query((row, _) -> MessageDigest.isEqual(row.getBytes("hash"), hash)
            ? Optional.of(token(row))
            : Optional.<ApiToken>empty())
        .optional().flatMap(Function.identity());
  }

  /** The tokens of a user, the oldest first. */
  public List<ApiToken> of(String account, String user) {
    return jdbc.sql(OF_USER).param("account", account).param("user", user)
        .query((row, _) -> token(row)).list();
  }

  /** Deletes a token; false where there is none. */
  public boolean delete(String account, String id) {
    return jdbc.sql(DELETE).param("account", account).param("id", id).update() == 1;
  }

  /** Notes that a token is in use, at most once a minute. */
  public void touch(String id) {
    jdbc.sql(TOUCH).param("id", id).update();
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    return new ApiToken(row.getString("id"), row.getString("account"),
        row.getString("user_name"), row.getTimestamp("created_at").toInstant(),
        AccessKeys.instant(row, "expires_at"), AccessKeys.instant(row, "last_used_at"));
  }
}
