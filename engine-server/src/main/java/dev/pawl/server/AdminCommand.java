package dev.pawl.server;

import dev.pawl.api.access.Administration;
import dev.pawl.api.access.BearerToken;
import dev.pawl.db.Database;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.UnsafeDatabaseException;
import dev.pawl.db.vault.MasterKey;
import dev.pawl.db.vault.SealedException;
import dev.pawl.db.vault.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an operator does at the database itself, with the master key; nodes may run meanwhile. */
@Command(name = "admin", mixinStandardHelpOptions = true, description = "Looks after keys and access, at the database itself.", synopsisSubcommandLabel = "COMMAND", footer = {
    "Needs the variables of pawl server: PAWL_DB_URL, PAWL_DB_USER, PAWL_DB_PASSWORD, PAWL_MASTER_KEY_FILE.",
    "Users, roles and policies are managed by REST: docs/security.md."})
final class AdminCommand {
  @Spec
  private @Nullable CommandSpec spec;

  @Command(name = "rotate-keys", mixinStandardHelpOptions = true, description = "Makes a new key for the secrets in the database, and seals them anew with it.")
  int rotateKeys() {
    return with(opened -> {
      opened.vault().rotate();
      int secrets = opened.database().accessKeys(opened.vault()).reseal()
          + opened.database().customerKeys(Optional.of(opened.vault())).reseal()
          + opened.database().eventConnections(opened.vault()).reseal();
      out().printf("A new key seals; %d secrets were sealed anew.%n", secrets);
      out().println(
          "Running nodes follow within a minute; what they seal until then, the next run seals anew.");
    });
  }

  @Command(name = "change-master-key", mixinStandardHelpOptions = true, description = "Wraps the keys of the database by another master key, which nodes need from their next start on.")
  int changeMasterKey(
      @Option(names = "--to", required = true, paramLabel = "FILE", description = "The new master key: 32 random bytes in base64 (openssl rand -base64 32).") Path file) {
    return with(opened -> {
      opened.vault().rewrap(Environment.masterKeyIn(file));
      out().println(
          "The keys are wrapped by the new master key. Give it to the nodes, and start them again.");
    });
  }

  @Command(name = "token", mixinStandardHelpOptions = true, description = "Makes a token of the user admin, for those who have lost theirs.")
  int token(
      @Option(names = "--seconds", defaultValue = "3600", description = "For how long it is good. Default: ${DEFAULT-VALUE}.") long seconds) {
    if (seconds < 1) {
      throw new StartupException("--seconds must be positive, not " + seconds + ".");
    }
    return with(opened -> {
      String token = BearerToken.generate(new SecureRandom());
      BearerToken parsed = BearerToken.parse(token).orElseThrow();
      Instant end = opened.database().clock().now().plus(Duration.ofSeconds(seconds));
      if (!opened.database().apiTokens().add(parsed.id(), parsed.hash(), opened.account(),
          Administration.ADMINISTRATOR, Optional.of(end))) {
        throw new StartupException("The account " + opened.account() + " has no user "
            + Administration.ADMINISTRATOR + "; start a node for the first time.");
      }
      out().println("PAWL_TOKEN=" + token);
      out().println("  (good until " + end + "; shown this once)");
    });
  }

  private record Opened(Database database, Vault vault, String account) {}

  private int with(Consumer<Opened> work) {
    Environment environment = Environment.ofProcess();
    MasterKey master = environment.masterKey(Optional.empty());
    try (Database database = Database.open(environment.database(), new SimpleMeterRegistry())) {
      work.accept(new Opened(database, database.vault(master), environment.account()));
      out().flush();
      return 0;
    } catch (SealedException e) {
      throw new StartupException(
          "The master key is not the one with which this database's secrets are wrapped.", e);
    } catch (DatabaseUnavailableException | UnsafeDatabaseException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
