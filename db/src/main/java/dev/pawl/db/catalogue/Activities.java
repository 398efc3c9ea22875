package dev.pawl.db.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Activities. Throws Spring's {@code DataAccessException} where a statement fails, and
 * {@link dev.pawl.db.connection.DatabaseUnavailableException} where there is no connection.
 */
public final class Activities {
  private static final String CREATE = """
      insert into activity (account, id, name, encryption, created_at)
      values (:account, :id, :name, :encryption, now())
      on conflict (account, name) do nothing
      """;

  private static final String SELECT = "select account, id, name, encryption, created_at from activity ";

  private static final String BY_NAME = SELECT + "where account = :account and name = :name";

  private static final String LIST = SELECT
      + """
      where account = :account and name > :after
      order by name
      limit :limit
      """;

  private static final String DELETE = "delete from activity where account = :account and name = :name";

  private final JdbcClient jdbc;

  public Activities(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /**
   * Creates an activity, unless the account has one of this name.
   *
   * @param id of the new one
   * @return the one of this name, new or old
   */
  public ActivityRow create(String account, UUID id, String name, @Nullable String encryption) {
    jdbc.sql(CREATE)
        .param("account", account)
        .param("id", id)
        .param("name", name)
        .param("encryption", encryption)
        .update();
    return find(account, name)
        // Deleted at this very moment: the next one is ours.
        .orElseGet(() -> create(account, id, name, encryption));
  }

  public Optional<ActivityRow> find(String account, String name) {
    return jdbc.sql(BY_NAME)
        .param("account", account)
        .param("name", name)
        .query((row, _) -> activity(row))
        .optional();
  }

  /**
   * Lists activities by name.
   *
   * @param after the last name of the page before; empty for the first page
   */
  public List<ActivityRow> list(String account, int limit, String after) {
    return jdbc.sql(LIST)
        .param("account", account)
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> activity(row))
        .list();
  }

  /** Deletes an activity; its tasks wait on for their timeouts. False where there was none. */
  public boolean delete(String account, String name) {
    return jdbc.sql(DELETE).param("account", account).param("name", name).update() == 1;
  }

  private static ActivityRow activity(ResultSet row) throws SQLException {
    return new ActivityRow(
        row.getString("account"),
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("encryption"),
        row.getTimestamp("created_at").toInstant());
  }
}
