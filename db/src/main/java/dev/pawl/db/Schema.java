package dev.pawl.db;

import dev.pawl.db.connection.DatabaseWatch;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.UnsafeDatabaseException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings the tables to the form that this release knows. */
final class Schema {
  private Schema() {}

  /**
   * Changes what an earlier release has made, or makes all where there is nothing. Nodes may do this at once.
   *
   * @return whether anything was changed
   * @throws UnsafeDatabaseException where the schema is a newer release's, or not one of Pawl's
   */
  static boolean update(Connections connections, DatabaseWatch watch) {
    try (Pool pool = connections.schema(watch)) {
      return update(pool);
    }
  }

  private static boolean update(Pool pool) {
    Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
        .dataSource(pool)
        .locations("classpath:db/migration")
        .load();
    refuseNewer(flyway);
    try {
      return flyway.migrate().migrationsExecuted > 0;
    } catch (FlywayValidateException e) {
      throw new UnsafeDatabaseException(
          "The schema in the database is not as this Pawl or an earlier one has made it; use another database,"
              + " or restore it from a backup.");
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
