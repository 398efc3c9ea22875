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

/**
 * State machines and every definition that they ever had. Rows of another account do not exist for a caller.
 *
 * <p>Throws Spring's {@code DataAccessException} where a statement fails, and
 * {@link dev.pawl.db.connection.DatabaseUnavailableException} where there is no connection.
 */
public final class StateMachines {
  private static final String CREATE = """
      with machine as (
        insert into state_machine (account, id, name, type, status, revision, logging, tracing, encryption,
          last_version, created_at, updated_at)
        values (:account, :id, :name, :type, 'ACTIVE', 1, :logging, :tracing, :encryption,
          cast(:publish as integer), now(), now())
        on conflict (account, name) where status <> 'DELETED' do nothing
        returning id
      ), published as (
        insert into state_machine_version (state_machine_id, version, revision, description, logging, tracing,
          encryption, created_at)
        select id, 1, 1, :versionDescription, :logging, :tracing, :encryption, now() from machine
        where :publish = 1
      )
      insert into state_machine_revision (state_machine_id, revision, revision_id, definition, role_arn,
        created_at, logging, encryption)
      select id, 1, :revisionId, :definition, :roleArn, now(), :logging, :encryption from machine
      """;

  /** The row's lock makes two updates take turns. */
  private static final String UPDATE = """
      with machine as (
        update state_machine
        set revision = revision + 1, last_version = last_version + cast(:publish as integer), logging = :logging, tracing = :tracing, encryption = :encryption,
          updated_at = now()
        where account = :account and id = :id and status = 'ACTIVE' and revision = :from
        returning id, revision, last_version
      ), published as (
        insert into state_machine_version (state_machine_id, version, revision, description, logging, tracing,
          encryption, created_at)
        select id, last_version, revision, :versionDescription, :logging, :tracing, :encryption, now()
        from machine
        where :publish = 1
      )
      insert into state_machine_revision (state_machine_id, revision, revision_id, definition, role_arn,
        created_at, logging, encryption)
      select id, revision, :revisionId, :definition, :roleArn, now(), :logging, :encryption
      from machine
      """;

  private static final String SELECT = """
      select m.account, m.id, m.name, m.type, m.status, m.revision, m.logging, m.tracing, m.encryption,
        m.created_at, m.updated_at, r.revision_id, r.definition, r.role_arn,
        r.created_at as revision_created_at, m.logging as revision_logging
      from state_machine m
      join state_machine_revision r on r.state_machine_id = m.id and r.revision = m.revision
      """;

  private static final String BY_ID = SELECT
      + "where m.account = :account and m.id = :id";

  private static final String BY_ID_ALONE = SELECT + "where m.id = :id";

  private static final String BY_NAME = SELECT
      + "where m.account = :account and m.name = :name and m.status <> 'DELETED'";

  private static final String ALL_BY_NAME = SELECT
      + """
      where m.account = :account and m.name = :name
      order by m.created_at desc
      limit 100
      """;

  private static final String LIST = SELECT
      + """
      where m.account = :account and m.status <> 'DELETED' and m.name > :after
      order by m.name
      limit :limit
      """;

  private static final String REVISION = """
      select r.revision, r.revision_id, r.definition, r.role_arn, r.created_at as revision_created_at,
        coalesce(r.logging, v.logging, m.logging) as revision_logging
      from state_machine_revision r
      left join state_machine_version v
        on v.state_machine_id = r.state_machine_id and v.revision = r.revision
      left join state_machine m on m.id = r.state_machine_id and m.revision = r.revision
      where r.state_machine_id = :id and r.revision = :revision
      """;

  private static final String MARK = """
      update state_machine set status = :status, updated_at = now()
      where account = :account and id = :id and status <> 'DELETED'
      """;

  private static final String DELETING = SELECT + "where m.status = 'DELETING' limit 1000";

  private final JdbcClient jdbc;

  public StateMachines(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /**
   * What a creation or an update writes.
   *
   * @param publish whether it is published as a version at once
   * @param versionDescription of that version; null for none
   * @param logging as the caller encodes it; null for none; so {@code tracing} and {@code encryption}
   */
  public record Content(
      String definition, String roleArn, String revisionId, @Nullable String logging,
      @Nullable String tracing, @Nullable String encryption, boolean publish,
      @Nullable String versionDescription) {
    /** Without a version. */
    public Content(String definition, String roleArn, String revisionId,
        @Nullable String logging, @Nullable String tracing, @Nullable String encryption) {
      this(definition, roleArn, revisionId, logging, tracing, encryption, false, null);
    }
  }

  /**
   * Creates a state machine with its first definition.
   *
   * @return false where the account has one of this name, which then is unchanged
   */
  public boolean create(
      String account, UUID id, String name, StateMachineType type, Content content) {
    return with(jdbc.sql(CREATE), content)
        .param("account", account)
        .param("id", id)
        .param("name", name)
        .param("type", type.name())
        .update() == 1;
  }

  /**
   * Gives a state machine its next definition.
   *
   * @param from the revision that the caller has seen
   * @return false where it is gone, or another update came before
   */
  public boolean update(String account, UUID id, int from, Content content) {
    return with(jdbc.sql(UPDATE), content)
        .param("account", account)
        .param("id", id)
        .param("from", from)
        .update() == 1;
  }

  private static JdbcClient.StatementSpec with(JdbcClient.StatementSpec statement,
      Content content) {
    return statement
        .param("definition", content.definition())
        .param("roleArn", content.roleArn())
        .param("revisionId", content.revisionId())
        .param("logging", content.logging(), Types.VARCHAR)
        .param("tracing", content.tracing(), Types.VARCHAR)
        .param("encryption", content.encryption(), Types.VARCHAR)
        .param("publish", content.publish() ? 1 : 0)
        .param("versionDescription", content.versionDescription(), Types.VARCHAR);
  }

  /** Finds a state machine, also a deleted one. */
  public Optional<StateMachineRow> find(String account, UUID id) {
    return jdbc.sql(BY_ID)
        .param("account", account)
        .param("id", id)
        .query((row, _) -> machine(row))
        .optional();
  }

  /** Finds a state machine for the engine itself, which knows it from an execution. */
  public Optional<StateMachineRow> find(UUID id) {
    return jdbc.sql(BY_ID_ALONE).param("id", id).query((row, _) -> machine(row)).optional();
  }

  /** Finds a state machine that is not deleted. */
  public Optional<StateMachineRow> findByName(String account, String name) {
    return jdbc.sql(BY_NAME)
        .param("account", account)
        .param("name", name)
        .query((row, _) -> machine(row))
        .optional();
  }

  /** Finds all that had the name, deleted ones included, the latest first; at most 100. */
  public List<StateMachineRow> everNamed(String account, String name) {
    return jdbc.sql(ALL_BY_NAME)
        .param("account", account)
        .param("name", name)
        .query((row, _) -> machine(row))
        .list();
  }

  /** A definition, whatever became of its state machine. */
  public Optional<RevisionRow> revision(UUID id, int revision) {
    return jdbc.sql(REVISION)
        .param("id", id)
        .param("revision", revision)
        .query((row, _) -> revision(row))
        .optional();
  }

  /**
   * Lists those that are not deleted, by name.
   *
   * @param after the last name of the page before; empty for the first page
   */
  public List<StateMachineRow> list(String account, int limit, String after) {
    return jdbc.sql(LIST)
        .param("account", account)
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> machine(row))
        .list();
  }

  /** Sets the status; false where there is none of this id, or it is deleted. */
  public boolean mark(String account, UUID id, StateMachineStatus status) {
    return jdbc.sql(MARK)
        .param("account", account)
        .param("id", id)
        .param("status", status.name())
        .update() == 1;
  }

  /** State machines of all accounts that wait for their executions to end; at most 1,000. */
  public List<StateMachineRow> deleting() {
    return jdbc.sql(DELETING).query((row, _) -> machine(row)).list();
  }

  private static StateMachineRow machine(ResultSet row) throws SQLException {
    return new StateMachineRow(
        row.getString("account"),
        row.getObject("id", UUID.class),
        row.getString("name"),
        StateMachineType.valueOf(row.getString("type")),
        StateMachineStatus.valueOf(row.getString("status")),
        row.getInt("revision"),
        row.getString("logging"),
        row.getString("tracing"),
        row.getString("encryption"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        revision(row));
  }

  private static RevisionRow revision(ResultSet row) throws SQLException {
    return new RevisionRow(
        row.getInt("revision"),
        row.getString("revision_id"),
        row.getString("definition"),
        row.getString("role_arn"),
        row.getTimestamp("revision_created_at").toInstant(), row.getString("revision_logging"));
  }
}
