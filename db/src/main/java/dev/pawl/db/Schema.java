package dev.pawl.db;

import dev.pawl.db.connection.DatabaseWatch;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.UnsafeDatabaseException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/** Brings the tables to the form that this release knows. */
final class Schema {
  /** Where there are no tables, whoever may make them will own them. */
  private static final String IS_OWNER = """
      select coalesce((select pg_has_role(current_user, relowner, 'usage') from pg_class
        where oid = to_regclass('state_machine')),
        has_schema_privilege(current_schema, 'create'))
      """;

  private Schema() {}

  /**
   * Changes what an earlier release has made, or makes all where there is nothing. Nodes may do this at once. One whose
   * database user does not own the tables looks only whether they are as it needs them.
   *
   * @return whether anything was changed
   * @throws UnsafeDatabaseException where the schema is a newer release's, or not one of Pawl's, or an older one's that
   *     this database user may not change
   */
  static boolean update(Connections connections, DatabaseWatch watch) {
    try (Pool pool = connections.schema(watch)) {
      Flyway flyway = flyway(pool);
      refuseNewer(flyway);
      if (isOwner(pool)) {
        return migrate(flyway);
      }
      refuseOlder(flyway);
      return false;
    }
  }

  /** What is in the database and what this release knows. */
  static SchemaStatus status(Connections connections, DatabaseWatch watch) {
    try (Pool pool = connections.schema(watch)) {
      MigrationInfoService info = flyway(pool).info();
      return new SchemaStatus(version(info.current()), version(info.all()[info.all().length - 1]),
          isOwner(pool));
    }
  }

  private static Optional<String> version(@Nullable MigrationInfo migration) {
    return Optional.ofNullable(migration).map(MigrationInfo::getVersion)
        .map(MigrationVersion::getVersion);
  }

  private static boolean isOwner(Pool pool) {
    return pool.read(connection -> {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(IS_OWNER)) {
        row.next();
        return row.getBoolean(1);
      }
    });
  }

  private static Flyway flyway(Pool pool) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(pool)
        .locations("classpath:db/migration")
        .load();
  }

  private static boolean migrate(Flyway flyway) {
    try {
      return flyway.migrate().migrationsExecuted > 0;
    } catch (FlywayValidateException e) {
      throw new UnsafeDatabaseException(
          "The schema in the database is not as this Pawl or an earlier one has made it; use another database,"
              + " or restore it from a backup.");
    }
  }

  private static void refuseOlder(Flyway flyway) {
    MigrationInfo[] pending = flyway.info().pending();
    if (pending.length > 0) {
      throw new UnsafeDatabaseException(
          "The database's schema is an earlier Pawl's: it lacks version " + pending[0].getVersion()
              + ", and this database user does not own the tables. Run `pawl db migrate --grant USER` as their owner.");
    }
  }

  /**
   * Rows that a newer release writes may mean what this one does not know. Nodes that run already when the schema
   * is changed go on: what a release changes, the one before can live with.
   */
  private static void refuseNewer(Flyway flyway) {
    MigrationInfo latest = flyway.info().current();
    if (latest != null && latest.getState() == MigrationState.FUTURE_SUCCESS) {
      throw new UnsafeDatabaseException(
          "The database's schema has version " + latest.getVersion()
              + " of a newer Pawl, which this one does not know; start that release or a later one.");
    }
  }
}
