package dev.pawl.db.store;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Where executions, leases and definitions are kept. Safe for use by many threads. Each method is one transaction;
 * any of them may throw {@link dev.pawl.db.connection.DatabaseUnavailableException},
 * {@link dev.pawl.db.connection.StatementFailedException} or, where it writes,
 * {@link dev.pawl.db.connection.UnknownCommitOutcomeException}.
 */
public interface Store
    extends
      ExecutionStore,
      MapRunStore,
      LeaseStore,
      CatalogueStore,
      InstantSource {
  /** The store's time as this node knows it, to the microsecond; never earlier than an answer before. */
  Instant now();

  @Override
  default Instant instant() {
    return now();
  }
}
