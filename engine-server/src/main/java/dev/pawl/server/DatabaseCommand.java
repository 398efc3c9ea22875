package dev.pawl.server;

import dev.pawl.db.Database;
import dev.pawl.db.SchemaStatus;
import dev.pawl.db.connection.ClockSkewException;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.UnsafeDatabaseException;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an operator does to the tables, as their owner; nodes may run meanwhile. */
@Command(name = "db", mixinStandardHelpOptions = true, description = "Looks after the schema in the database.", synopsisSubcommandLabel = "COMMAND", footer = {
    "Needs PAWL_DB_URL, PAWL_DB_USER, PAWL_DB_PASSWORD. Nodes whose user owns the tables migrate them as they start."})
final class DatabaseCommand {
  private static final int NOT_CURRENT = 1;

  @Spec
  private @Nullable CommandSpec spec;

  @Command(name = "migrate", mixinStandardHelpOptions = true, description = "Makes the tables, or brings those of an earlier release up to date.")
  int migrate(
      @Option(names = "--grant", paramLabel = "USER", description = "The database user of nodes: gets the rights to rows, and none to change tables.") @Nullable String user) {
    try (Database database = Database.open(Environment.ofProcess().database())) {
      if (user != null) {
        database.grantTo(user);
      }
    } catch (DatabaseUnavailableException | UnsafeDatabaseException | ClockSkewException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
    return status();
  }

  @Command(name = "status", mixinStandardHelpOptions = true, description = "Prints the version of the schema. Ends with 1 where a node of this release cannot work with it.")
  int status() {
    try {
      SchemaStatus schema = Database.schema(Environment.ofProcess().database());
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.printf("schema: version=%s needed=%s current=%s owned=%s%n",
          schema.version().orElse("none"), schema.known().orElseThrow(), schema.isCurrent(),
          schema.owned());
      out.flush();
      return schema.isCurrent() ? 0 : NOT_CURRENT;
    } catch (DatabaseUnavailableException | UnsafeDatabaseException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }
}
