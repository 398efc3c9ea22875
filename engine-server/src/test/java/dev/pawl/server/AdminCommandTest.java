package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.access.AccessKeys;
import dev.pawl.db.vault.MasterKey;
import dev.pawl.server.PawlProcess.Ended;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does at the database itself. */
final class AdminCommandTest {
  private static final String ACCOUNT = "000000000000";
  private static final Credentials KEY = new Credentials("AKIDADMIN", "secret-of-admin", true);

  @TempDir
  private Path folder = Path.of("target");

  private TestDatabase test;
  private Path master;

  @BeforeEach
  void start() throws IOException {
    test = TestDatabase.create();
    master = Files.writeString(folder.resolve("master.key"), MasterKey.generate());
    try (Database database = open()) {
      FirstRun.of(database, database.vault(Environment.masterKeyIn(master)), ACCOUNT,
          Optional.of(KEY), Optional.empty());
    }
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void aLostTokenIsReplaced() {
    Ended ended = admin("token", "--seconds", "60");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).containsPattern("PAWL_TOKEN=pawl_\\S{40,}\n");
    assertThat(test.count("select count(*) from api_token where expires_at > now()")).isEqualTo(1);
  }

  @Test
  void secretsOutliveTheirKeys() {
    byte[] before = sealed();
    Ended ended = admin("rotate-keys");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("1 secrets were sealed anew");
    assertThat(sealed()).isNotEqualTo(before);
    assertThat(test.count("select count(*) from vault_key")).isEqualTo(2);
    assertThat(secret(master)).isEqualTo(KEY.secretAccessKey());
  }

  @Test
  void anotherMasterKeyOpensWhatItWraps() throws IOException {
    Path next = Files.writeString(folder.resolve("next.key"), MasterKey.generate());
    Ended ended = admin("change-master-key", "--to", next.toString());

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(secret(next)).isEqualTo(KEY.secretAccessKey());
    assertRefused(admin("rotate-keys"),
        "The master key is not the one with which this database's secrets are wrapped.");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertRefused(admin("change-master-key", "--to", folder.resolve("none").toString()),
        "The master key cannot be read: there is no such file.");
    Path bad = Files.writeString(folder.resolve("bad.key"), "c2hvcnQ=");
    assertRefused(admin("change-master-key", "--to", bad.toString()),
        "A master key is 32 bytes in base64, and this one has 5.");
    assertRefused(admin("token", "--seconds", "0"), "--seconds must be positive, not 0.");
    assertRefused(PawlProcess.run(Map.of(), "admin", "token"), "Set PAWL_MASTER_KEY_FILE");
    assertThat(secret(master)).isEqualTo(KEY.secretAccessKey());
  }

  private static void assertRefused(Ended ended, String sentence) {
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).startsWith("pawl: ").contains(sentence).hasLineCount(1);
  }

  private Ended admin(String... arguments) {
    List<String> all = new ArrayList<>(List.of("admin"));
    all.addAll(List.of(arguments));
    var settings = test.settings();
    Map<String, String> environment = new HashMap<>(Map.of("PAWL_DB_URL", settings.url(),
        "PAWL_MASTER_KEY_FILE", master.toString()));
    return PawlProcess.run(environment, all.toArray(String[]::new));
  }

  private String secret(Path key) {
    try (Database database = open()) {
      AccessKeys keys = database.accessKeys(database.vault(Environment.masterKeyIn(key)));
      return keys.find(KEY.accessKeyId()).orElseThrow().secret();
    }
  }

  private byte[] sealed() {
    try (Connection connection = test.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select secret from access_key")) {
      row.next();
      return row.getBytes(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Database open() {
    return Database.open(test.settings(), new SimpleMeterRegistry());
  }
}
