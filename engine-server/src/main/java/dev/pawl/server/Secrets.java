package dev.pawl.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a data directory has besides the database.
 *
 * @param masterKeyFile where the master key is, or will be; empty where the environment has to name one
 * @param key the administrator's access key; empty where the environment may give one
 * @param role whose tasks may call whatever this machine reaches: somebody tries things on their own; empty on servers
 */
record Secrets(Optional<Path> masterKeyFile, Optional<Credentials> key, Optional<String> role) {
  /** Of a database that others look after. */
  static final Secrets NONE = new Secrets(Optional.empty(), Optional.empty(), Optional.empty());
}
