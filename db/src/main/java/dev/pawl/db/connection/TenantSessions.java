package dev.pawl.db.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sessions those of an account: they take a role that row security binds. Costs a statement where the session was
 * another account's before. Safe for any number of threads.
 */
public final class TenantSessions {
  private static final Logger LOG = LoggerFactory.getLogger(TenantSessions.class);

  /** Roles belong to the whole server: databases of several Pawls share this one. */
  private static final String ROLE = "pawl_tenant";

  private static final String ROLE_EXISTS = "select 1 from pg_roles where rolname = '" + ROLE + "'";

  private static final String CREATE_ROLE = "create role " + ROLE + " nologin";

  private static final String MAY_TAKE = "select 1 where pg_has_role(current_user, '" + ROLE
      + "', 'member')";

  private static final String GRANT_ROLE = "grant " + ROLE + " to current_user";

  /** Partitions are reached through their tables; what releases have changed is none of an account's. */
  private static final String ALL_GRANTED = """
      select 1 where not exists (
        select from pg_class c
        where c.relnamespace = current_schema::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'flyway_schema_history' and not has_table_privilege('pawl_tenant', c.oid, 'select, insert, update, delete'))
      """;

  private static final String GRANT_TABLES = """
      do $$ begin
        execute format('grant usage on schema %I to pawl_tenant', current_schema);
        execute format('grant select, insert, update, delete on all tables in schema %I to pawl_tenant', current_schema);
        revoke insert, update, delete on flyway_schema_history from pawl_tenant;
      end $$
      """;

  /** Nodes that start at once do it one after the other. */
  private static final String LOCK = "select pg_advisory_lock(7263001)";
  private static final String UNLOCK = "select pg_advisory_unlock(7263001)";

  private static final String TAKE = """
      select set_config('role', ?, false), set_config('pawl.account', ?, false)
      """;

  private final AtomicBoolean inForce = new AtomicBoolean();
  private final Map<PGConnection, String> accounts = Collections
      .synchronizedMap(new WeakHashMap<>());

  /**
   * Makes the role, where it is missing. A database user who may not leaves the wall to the API alone.
   *
   * @param connection in autocommit
   */
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
      try {
        prepare(statement);
        inForce.set(true);
      } catch (SQLException e) {
        LOG.warn(
            "row security is not in force: the database's user may not make or take the role {}"
                + " ({}); accounts are kept apart by the API alone",
            ROLE, e.getMessage());
      } finally {
        statement.execute(UNLOCK);
      }
    }
  }

  private static void prepare(Statement statement) throws SQLException {
    if (!answers(statement, ROLE_EXISTS)) {
      create(statement);
    }
    if (!answers(statement, MAY_TAKE)) {
      statement.execute(GRANT_ROLE);
    }
    if (!answers(statement, ALL_GRANTED)) {
      statement.execute(GRANT_TABLES);
    }
  }

  private static void create(Statement statement) throws SQLException {
    try {
      statement.execute(CREATE_ROLE);
    } catch (SQLException e) {
      // A node of another database on the same server was first.
      if (!answers(statement, ROLE_EXISTS)) {
        throw e;
      }
    }
  }

  private static boolean answers(Statement statement, String question) throws SQLException {
    try (ResultSet rows = statement.executeQuery(question)) {
      return rows.next();
    }
  }

  /** Whether row security binds the sessions of accounts. */
  public boolean inForce() {
    return inForce.get();
  }

  /** Makes a session that of the account that this thread works for. */
  void enter(Connection connection) throws SQLException {
    if (!inForce.get()) {
      return;
    }
    PGConnection session = connection.unwrap(PGConnection.class);
    String wanted = Tenant.current();
    if (wanted.equals(accounts.getOrDefault(session, ""))) {
      return;
    }
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setString(1, wanted.isEmpty() ? "none" : ROLE);
      take.setString(2, wanted);
      take.execute();
    }
    accounts.put(session, wanted);
  }
}
