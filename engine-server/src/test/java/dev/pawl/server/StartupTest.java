package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.server.PawlProcess.Ended;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that cannot succeed ends soon, with one sentence that says what is wrong, and leaves nothing behind. */
class StartupTest {
  @TempDir
  private Path folder = Path.of("target");

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = dev(Map.of(), "--port", String.valueOf(other.getLocalPort()));

      assertRefused(ended, "Port " + other.getLocalPort() + " on 127.0.0.1 is in use");
    }
  }

  @Test
  void aDataDirectoryOfAnotherPawlIsNotTouched() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    try (FileChannel channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock _ = channel.lock()) {
      Ended ended = dev(Map.of());

      assertRefused(ended, "The data directory " + data + " is in use by another Pawl");
      assertThat(data.resolve("postgres")).doesNotExist();
    }
  }

  @Test
  void aDataDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    Ended below = PawlProcess.run(Map.of(), "dev", "--port", "0", "--data",
        file.resolve("data").toString());
    Ended itself = PawlProcess.run(Map.of(), "dev", "--port", "0", "--data", file.toString());

    assertRefused(below, "The data directory " + file.resolve("data") + " cannot be used:");
    assertRefused(itself, "The data directory " + file + " cannot be used: it is not a directory");
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '"', textBlock = """
      PAWL_BIND,           0.0.0.0,       PAWL_BIND is '0.0.0.0'.
      PAWL_BIND,           no such host,  PAWL_BIND names an unknown address 'no such host'.
      PAWL_PORT,           eighty,        "PAWL_PORT must be a number from 0 to 65535, not 'eighty'."
      PAWL_PORT,           65536,         "PAWL_PORT must be a number from 0 to 65535, not '65536'."
      PAWL_ROLES,          api;worker,    "PAWL_ROLES may name api and worker, not 'api;worker'."
      PAWL_ROLES,          worker,        PAWL_ROLES is for pawl server.
      PAWL_ACCOUNT_ID,     123,           "PAWL_ACCOUNT_ID must be 12 digits, not '123'."
      PAWL_STRICT_VALIDATION, yes,        "PAWL_STRICT_VALIDATION must be true or false, not 'yes'."
      PAWL_RETENTION_DAYS, 0,             "PAWL_RETENTION_DAYS must be a number from 1 to 3650, not '0'."
      PAWL_RETENTION_DAYS, ninety,        "PAWL_RETENTION_DAYS must be a number from 1 to 3650, not 'ninety'."
      PAWL_LOG_DESTINATIONS, syslog,      "PAWL_LOG_DESTINATIONS may name structured and group, or be none, not 'syslog'."
      PAWL_LOG_OTLP_ENDPOINT, here,       "PAWL_LOG_OTLP_ENDPOINT must be a whole URL such as http://localhost:4318/v1/logs, not 'here'."
      PAWL_LIMIT_PAYLOAD_BYTES, 10,       "PAWL_LIMIT_PAYLOAD_BYTES must be a number from 1024 to 16777216, not '10'."
      PAWL_LIMIT_HISTORY_EVENTS, 1e6,     "PAWL_LIMIT_HISTORY_EVENTS must be a number from 100 to 1000000, not '1e6'."
      PAWL_LIMIT_ACTIVE_ITERATIONS, -1,   "PAWL_LIMIT_ACTIVE_ITERATIONS must be a number from 1 to 1000, not '-1'."
      PAWL_LIMIT_KEPT_BYTES, 9999999999999999, "PAWL_LIMIT_KEPT_BYTES must be a number from 1048576 to 1073741824"
      PAWL_LIMIT_EXECUTION_SECONDS, 1,    "PAWL_LIMIT_EXECUTION_SECONDS must be a number from 60 to 315360000, not '1'."
      PAWL_API_RATES,      often,         "PAWL_API_RATES must be auto, on or off, and rates after commas, not 'often'."
      PAWL_API_RATES,      "on,Start=1/1", "PAWL_API_RATES has a rate of 'Start', which is no operation."
      PAWL_API_RATES,      "on,TestState=1", "PAWL_API_RATES must have rates like StartExecution=1300/300, not 'TestState=1'."
      PAWL_AUTH,           no,            "PAWL_AUTH must be required or off, not 'no'."
      PAWL_ACCESS_KEY_ID,  AKID,          "Set both PAWL_ACCESS_KEY_ID and PAWL_SECRET_ACCESS_KEY, or neither."
      PAWL_OIDC_ISSUER,    https://i.example, "Set both PAWL_OIDC_ISSUER and PAWL_OIDC_AUDIENCE, or neither."
      PAWL_OIDC_ALGORITHMS, none,         "PAWL_OIDC_ALGORITHMS needs PAWL_OIDC_ISSUER and PAWL_OIDC_AUDIENCE."
      PAWL_FUNCTIONS_FILE, /no/such.yaml, The functions file /no/such.yaml cannot be read: there is no such file.
      PAWL_FUNCTIONS_FILE, /,             The functions file / cannot be read: Is a directory.
      PAWL_AWS_ENDPOINT_URL, localhost,   PAWL_AWS_ENDPOINT_URL is not a URL
      """)
  void aWrongSettingIsNamedBeforeAnythingIsStarted(String name, String value, String sentence) {
    Ended ended = PawlProcess.run(Map.of(name, value), "dev", "--data",
        folder.resolve("data").toString());

    assertRefused(ended, sentence);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aServerWithoutADatabaseUrlSaysWhatToSet() {
    assertRefused(PawlProcess.run(Map.of(), "server"), "Set PAWL_DB_URL to start the server.");
  }

  @Test
  void aServerOnTheNetworkWantsTlsOrAWordThatAProxySpeaksIt() {
    Map<String, String> network = Map.of("PAWL_BIND", "0.0.0.0", "PAWL_AUTH", "required",
        "PAWL_DB_URL", "jdbc:postgresql://127.0.0.1:1/pawl");

    assertRefused(PawlProcess.run(network, "server"), "PAWL_BIND is '0.0.0.0', which other"
        + " machines reach: set PAWL_TLS_CERTIFICATE and PAWL_TLS_KEY, or"
        + " PAWL_BEHIND_TLS_PROXY=true where a proxy in front of Pawl speaks TLS.");
    var proxied = new java.util.HashMap<>(network);
    proxied.put("PAWL_BEHIND_TLS_PROXY", "true");
    assertRefused(PawlProcess.run(proxied, "server"), "cannot be reached:");
    var open = new java.util.HashMap<>(proxied);
    open.put("PAWL_AUTH", "off");
    assertRefused(PawlProcess.run(open, "server"), "With PAWL_AUTH=off Pawl listens on loopback"
        + " addresses only; PAWL_BIND is '0.0.0.0'.");
  }

  @Test
  void aDatabaseUrlOfAnotherKindIsRefused() {
    assertRefused(server("localhost:5432", "postgres", ""), "PAWL_DB_URL");
    assertRefused(server("jdbc:mysql://localhost/pawl", "postgres", ""), "PAWL_DB_URL");
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNamed() {
    String url = "jdbc:postgresql://127.0.0.1:" + PawlProcess.freePort() + "/pawl";

    assertRefused(server(url, "postgres", ""), "The database at " + url + " cannot be reached:");
  }

  @Test
  void aDatabaseThatRefusesIsNamed() throws IOException, SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
        .setServerConfig("fsync", "off")
        .setPGStartupWait(Duration.ofSeconds(60))
        .start()) {
      askForPasswords(postgres);
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/";

      Ended password = server(url + "postgres", "guarded", "wrong");
      Ended missing = server(url + "missing", "guarded", "right");
      Ended unsafe = server(url + "postgres", "guarded", "right");

      assertRefused(password,
          "The database at " + url + "postgres refused the user or the password:");
      assertThat(password.err()).doesNotContain("wrong");
      assertRefused(missing, "The server has no database of the name in " + url + "missing:");
      assertRefused(unsafe, "The database server runs with fsync = off");
    }
  }

  private static void askForPasswords(EmbeddedPostgres postgres) throws IOException, SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role guarded login password 'right'");
      try (ResultSet row = statement.executeQuery("show hba_file")) {
        row.next();
        Path file = Path.of(row.getString(1));
        Files.writeString(file,
            "host all guarded 127.0.0.1/32 scram-sha-256\n" + Files.readString(file));
      }
      statement.execute("select pg_reload_conf()");
    }
  }

  @Test
  void withoutACommandTheUsageIsShown() {
    Ended ended = PawlProcess.run(Map.of());

    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains("Usage: pawl [-hV] [COMMAND]").contains("dev")
        .contains("server");
  }

  @Test
  void helpAndVersionAreShown() {
    Ended help = PawlProcess.run(Map.of(), "--help");
    Ended version = PawlProcess.run(Map.of(), "--version");
    Ended server = PawlProcess.run(Map.of(), "server", "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: pawl");
    assertThat(version).isEqualTo(new Ended(0, "pawl 0.1.0" + System.lineSeparator(), ""));
    assertThat(server.out()).contains("PAWL_DB_URL").contains("PAWL_ROLES");
  }

  private Ended dev(Map<String, String> environment, String... options) {
    var arguments = new java.util.ArrayList<>(
        java.util.List.of("dev", "--data", folder.resolve("data").toString()));
    if (options.length == 0) {
      arguments.addAll(java.util.List.of("--port", "0"));
    }
    arguments.addAll(java.util.List.of(options));
    return PawlProcess.run(environment, arguments.toArray(String[]::new));
  }

  private static Ended server(String url, String user, String password) {
    return PawlProcess.run(
        Map.of("PAWL_DB_URL", url, "PAWL_DB_USER", user, "PAWL_DB_PASSWORD", password,
            "PAWL_PORT", "0"),
        "server");
  }

  private void assertRefused(Ended ended, String sentence) {
    assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err()).startsWith("pawl: ").contains(sentence).doesNotContain("Exception");
    assertThat(ended.err().strip()).endsWith(".");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(PawlProcess.processesWith(folder.toString())).isEmpty();
  }
}
