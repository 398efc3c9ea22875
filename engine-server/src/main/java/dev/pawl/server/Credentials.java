package dev.pawl.server;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * An access key with its secret. That of a data directory is kept there, so that clients that are set up stay set up.
 *
 * @param fresh whether it was made by this start, and so must be shown
 */
record Credentials(String accessKeyId, String secretAccessKey, boolean fresh) {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /** Reads the directory's key; the environment's where it presets one; else makes one. */
  static Credentials of(Path directory, Environment environment) {
    Path file = directory.resolve("credentials.properties");
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      Credentials made = environment.presetKey().orElseGet(() -> generate(new SecureRandom()));
      write(file, made);
      return made;
    } catch (IOException e) {
      throw new StartupException(
          "The credentials in " + file + " cannot be read or written: "
              + StartupException.reason(e) + ".",
          e);
    }
  }

  private static Credentials read(Path file) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(file)));
    return new Credentials(
        properties.getProperty("accessKeyId", ""), properties.getProperty("secretAccessKey", ""),
        false);
  }

  /** A new key. */
  static Credentials generate(SecureRandom random) {
    var id = new StringBuilder("PAWL");
    for (int i = 0; i < 16; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    byte[] secret = new byte[30];
    random.nextBytes(secret);
    return new Credentials(id.toString(), Base64.getEncoder().encodeToString(secret), true);
  }

  private static void write(Path file, Credentials credentials) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("accessKeyId", credentials.accessKeyId());
    properties.setProperty("secretAccessKey", credentials.secretAccessKey());
    var text = new StringWriter();
    properties.store(text, null);
    PrivateFile.create(file, text.toString());
  }

  /** Does not show the secret. */
  @Override
  public String toString() {
    return "Credentials[" + accessKeyId + "]";
  }
}
