package dev.pawl.simulation.store;

import dev.pawl.db.TestDatabase;
import dev.pawl.db.store.Store;
import org.junit.jupiter.api.AfterAll;

/** The contract on PostgreSQL. */
class PostgresStoreTest extends StoreContract {
  private static final TestDatabase DB = TestDatabase.create();

  @AfterAll
  static void close() {
    DB.close();
  }

  @Override
  Store store() {
    return DB.open().store();
  }

  @Override
  void expireLeases() {
    DB.execute("update shard_lease set expires_at = now(); update node set expires_at = now()");
  }
}
