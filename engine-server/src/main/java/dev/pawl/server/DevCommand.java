package dev.pawl.server;

import dev.pawl.db.DatabaseSettings;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** API and worker in one process, on an embedded PostgreSQL. */
@Command(name = "dev", mixinStandardHelpOptions = true, description = "Runs everything in one process, on an embedded PostgreSQL whose data survive restarts.")
final class DevCommand implements Callable<Integer> {
  @Option(names = "--port", paramLabel = "N", description = "The port to listen on; 0 for any free one. Default: PAWL_PORT, or 8083.")
  private @Nullable Integer port;

  @Option(names = "--data", paramLabel = "DIR", defaultValue = ".pawl", description = "Where the data are kept. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of(".pawl");

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Environment environment = Environment.ofProcess();
    InetAddress address = environment.bindAddress();
    int wanted = port == null ? environment.port() : port;
    if (wanted < 0 || wanted > 65_535) {
      throw new StartupException("--port must be a number from 0 to 65535, not " + wanted + ".");
    }
    if (!environment.roles().containsAll(EnumSet.allOf(Environment.Role.class))) {
      throw new StartupException(
          "pawl dev always runs as api and worker; PAWL_ROLES is for pawl server.");
    }
    environment.check();
    WebServer.checkPort(address, wanted);
    Running running = Running.begin();
    DataDirectory directory = running.start(
        () -> DataDirectory.open(data.toAbsolutePath().normalize()));
    Credentials credentials = Credentials.of(directory.path(), environment);
    Node node = running.start(
        () -> Node.start(
            environment, DatabaseSettings.of(directory.url(), "postgres", ""), address, wanted,
            new Secrets(Optional.of(directory.path().resolve("master.key")),
                Optional.of(credentials), Optional.of("pawl")),
            true));
    running.stay();
    greet(environment, node, address, credentials);
    return 0;
  }

  private void greet(Environment environment, Node node, InetAddress address,
      Credentials credentials) {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    out.println("Pawl is ready at " + WebServer.url(address, node.port()));
    out.printf("  region %s, account %s, data in %s%n", environment.region(), environment.account(),
        data.toAbsolutePath().normalize());
    if (credentials.fresh()) {
      out.printf("  AWS_ACCESS_KEY_ID=%s%n  AWS_SECRET_ACCESS_KEY=%s%n", credentials.accessKeyId(),
          credentials.secretAccessKey());
      out.println("  (shown this once; kept in the data directory)");
    }
    FirstRunText.show(node.shown(), out);
    out.println("Stop with Ctrl-C.");
    out.flush();
  }
}
