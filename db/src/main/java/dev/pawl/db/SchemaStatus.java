package dev.pawl.db;

import java.util.Optional;

/**
 * Which form the tables have.
 *
 * @param version of the schema in the database; empty where there is none
 * @param known the version that this release needs
 * @param owned whether the database user may change the tables; true where there are none
 */
public record SchemaStatus(Optional<String> version, Optional<String> known, boolean owned) {
  /** Whether a node of this release can work with it. */
  public boolean isCurrent() {
    return version.equals(known);
  }
}
