package dev.pawl.db.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The published versions of state machines. Throws as {@link StateMachines} does. */
public final class Versions {
  private static final String COLUMNS = """
      select version, revision, description, logging, tracing, encryption, created_at
      from state_machine_version
      """;

  private static final String BY_NUMBER = COLUMNS
      + "where state_machine_id = :id and version = :version";

  private static final String BY_REVISION = COLUMNS
      + "where state_machine_id = :id and revision = :revision";

  private static final String LIST = COLUMNS
      + """
      where state_machine_id = :id and version < :before
      order by version desc
      limit :limit
      """;

  private static final String COUNT = "select count(*) from state_machine_version where state_machine_id = :id";

  /** The row's lock makes all changes of versions and aliases of a state machine take turns. */
  static final String LOCK = """
      select revision from state_machine
      where id = :id and status = 'ACTIVE'
      for update
      """;

  private static final String PUBLISH = """
      with machine as (
        update state_machine set last_version = last_version + 1
        where id = :id
        returning id, last_version, revision, logging, tracing, encryption
      )
      insert into state_machine_version (state_machine_id, version, revision, description, logging, tracing,
        encryption, created_at)
      select id, last_version, revision, :description, logging, tracing, encryption, now() from machine
      """;

  private static final String DELETE = """
      delete from state_machine_version where state_machine_id = :id and version = :version
      """;

  private static final String ALIASES_OF = """
      select name from state_machine_alias
      where state_machine_id = :id and (version = :version or second_version = :version)
      order by name
      """;

  private static final String CLEAR_ALIASES = "delete from state_machine_alias where state_machine_id = :id";

  private static final String CLEAR = "delete from state_machine_version where state_machine_id = :id";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  public Versions(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
  }

  /** What became of a publication. */
  public sealed interface Publication {
    /** The version of the revision: published now or before. */
    record Published(VersionRow version) implements Publication {}

    /** The state machine is deleted, or has another revision by now. */
    record Changed() implements Publication {}

    /** It has as many versions as it may have. */
    record Full() implements Publication {}
  }

  /**
   * Publishes the latest revision, unless it is published.
   *
   * @param revision what the caller takes to be the latest
   * @param most so many versions a state machine may have
   */
  public Publication publish(UUID id, int revision, @Nullable String description, int most) {
    return transaction.execute(_ -> {
      Optional<Integer> latest = jdbc.sql(LOCK).param("id", id).query(Integer.class).optional();
      if (latest.filter(known -> known == revision).isEmpty()) {
        return new Publication.Changed();
      }
      Optional<VersionRow> before = ofRevision(id, revision);
      if (before.isPresent()) {
        return new Publication.Published(before.get());
      }
      if (count(id) >= most) {
        return new Publication.Full();
      }
      jdbc.sql(PUBLISH).param("id", id).param("description", description, Types.VARCHAR).update();
      return new Publication.Published(ofRevision(id, revision).orElseThrow());
    });
  }

  public Optional<VersionRow> find(UUID id, int number) {
    return jdbc.sql(BY_NUMBER)
        .param("id", id)
        .param("version", number)
        .query((row, _) -> version(row))
        .optional();
  }

  /** The version of a revision; empty where it is not published. */
  public Optional<VersionRow> ofRevision(UUID id, int revision) {
    return jdbc.sql(BY_REVISION)
        .param("id", id)
        .param("revision", revision)
        .query((row, _) -> version(row))
        .optional();
  }

  /** How many versions a state machine has. */
  public int count(UUID id) {
    return jdbc.sql(COUNT).param("id", id).query(Integer.class).single();
  }

  /**
   * Lists versions, the latest first.
   *
   * @param before the last number of the page before; {@link Integer#MAX_VALUE} for the first page
   */
  public List<VersionRow> list(UUID id, int limit, int before) {
    return jdbc.sql(LIST)
        .param("id", id)
        .param("before", before)
        .param("limit", limit)
        .query((row, _) -> version(row))
        .list();
  }

  /**
   * Deletes a version that no alias routes to; none of this number is no error.
   *
   * @return the names of the aliases that route to it; where there are any, it stays
   */
  public List<String> delete(UUID id, int number) {
    return transaction.execute(_ -> {
      jdbc.sql(LOCK).param("id", id).query(Integer.class).optional();
      List<String> aliases = jdbc.sql(ALIASES_OF)
          .param("id", id)
          .param("version", number)
          .query((row, _) -> row.getString("name"))
          .list();
      if (aliases.isEmpty()) {
        jdbc.sql(DELETE).param("id", id).param("version", number).update();
      }
      return aliases;
    });
  }

  /** Deletes all versions and aliases of a state machine. */
  public void clear(UUID id) {
    transaction.executeWithoutResult(_ -> {
      jdbc.sql(CLEAR_ALIASES).param("id", id).update();
      jdbc.sql(CLEAR).param("id", id).update();
    });
  }

  private static VersionRow version(ResultSet row) throws SQLException {
    return new VersionRow(
        row.getInt("version"),
        row.getInt("revision"),
        row.getString("description"),
        row.getString("logging"),
        row.getString("tracing"),
        row.getString("encryption"),
        row.getTimestamp("created_at").toInstant());
  }
}
