package dev.pawl.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a data directory keeps besides the database.
 *
 * @param masterKeyFile where the master key is, or will be; empty where the environment has to name one
 * @param key the administrator's access key; empty where the environment may give one
 */
record Secrets(Optional<Path> masterKeyFile, Optional<Credentials> key) {
  /** Of a database that others look after. */
  static final Secrets NONE = new Secrets(Optional.empty(), Optional.empty());
}
