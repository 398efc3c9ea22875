package dev.pawl.server;

import dev.pawl.db.DatabaseSettings;
import dev.pawl.server.Environment.Role;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A node on an outside PostgreSQL, configured by the environment. */
@Command(name = "server", mixinStandardHelpOptions = true, description = "Runs a node on an outside PostgreSQL, configured by environment variables.", footer = {
    "Environment variables:",
    "  PAWL_DB_URL, PAWL_DB_USER, PAWL_DB_PASSWORD   the database (jdbc:postgresql://host:port/name)",
    "  PAWL_ROLES                                    api,worker (default), api or worker",
    "  PAWL_PORT, PAWL_BIND                          where the API listens (8083, 127.0.0.1)",
    "  PAWL_REGION, PAWL_ACCOUNT_ID                  what ARNs say (us-east-1, 000000000000)",
    "  PAWL_API_RATES                                auto (default), on or off, and rates: on,TestState=10/5",
    "  PAWL_AUTH                                     required (default), or off on loopback addresses",
    "  PAWL_MASTER_KEY_FILE                          32 random bytes in base64, the key of the database's secrets",
    "  PAWL_TLS_CERTIFICATE, PAWL_TLS_KEY            files in PEM; or PAWL_BEHIND_TLS_PROXY=true"})
final class ServerCommand implements Callable<Integer> {
  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Environment environment = Environment.ofProcess();
    InetAddress address = environment.bindAddress();
    int port = environment.port();
    DatabaseSettings settings = environment.database();
    environment.check();
    boolean api = environment.roles().contains(Role.API);
    if (api) {
      WebServer.checkPort(address, port);
    }
    Running running = Running.begin();
    Node node = running.start(() -> Node.start(environment, settings, address, port,
        Secrets.NONE, false));
    running.stay();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(
        api
            ? "Pawl is ready at " + WebServer.url(address, node.port())
            : "Pawl is ready as a worker");
    FirstRunText.show(node.shown(), out);
    out.flush();
    return 0;
  }
}
