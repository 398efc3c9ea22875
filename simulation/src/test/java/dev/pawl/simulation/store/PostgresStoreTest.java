package dev.pawl.simulation.store;

import dev.pawl.db.TestDatabase;
import dev.pawl.db.execution.CommitForm;
import dev.pawl.db.store.Store;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on PostgreSQL, in both forms of writing. */
@ParameterizedClass
@EnumSource(CommitForm.class)
class PostgresStoreTest extends StoreContract {
  private static final Map<CommitForm, TestDatabase> DATABASES = Arrays.stream(CommitForm.values())
      .collect(Collectors.toMap(Function.identity(), PostgresStoreTest::create));

  private final TestDatabase database;

  PostgresStoreTest(CommitForm form) {
    this.database = Objects.requireNonNull(DATABASES.get(form));
  }

  private static TestDatabase create(CommitForm form) {
    TestDatabase database = TestDatabase.create();
    database.open(form);
    return database;
  }

  @AfterAll
  static void close() {
    DATABASES.values().forEach(TestDatabase::close);
  }

  @Override
  Store store() {
    return database.open().store();
  }

  @Override
  void expireLeases() {
    database
        .execute("update shard_lease set expires_at = now(); update node set expires_at = now()");
  }
}
