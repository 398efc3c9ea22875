package dev.pawl.db.vault;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys of accounts that seal what executions carry. The vault seals them, so that the database alone opens none. */
public final class CustomerKeys {
  /** So long is a key of AES-256. */
  public static final int BYTES = AesGcm.KEY_BYTES;

  private static final String ADD = """
      insert into customer_key (account, id, description, sealed)
      select a.id, :id, :description, :sealed from account a where a.id = :account
      """;

  private static final String OF_ACCOUNT = """
      select account, id, description, active, created_at from customer_key
      where account = :account order by created_at, id
      """;

  private static final String ONE = """
      select account, id, description, active, created_at from customer_key
      where account = :account and id = :id
      """;

  private static final String OPEN = "select account, sealed, active from customer_key where id = :id";

  private static final String SET_ACTIVE = """
      update customer_key set active = :active where account = :account and id = :id
      """;

  private static final String ALL_SEALED = "select account, id, sealed from customer_key";

  private static final String RESEAL = """
      update customer_key set sealed = :sealed where id = :id and sealed = :old
      """;

  private static final RowMapper<CustomerKey> KEY = (row, _) -> new CustomerKey(
      row.getString("account"), row.getObject("id", UUID.class), row.getString("description"),
      row.getBoolean("active"), row.getTimestamp("created_at").toInstant());

  private final JdbcClient jdbc;
  private final Optional<Vault> vault;

  /** @param vault empty where keys are only looked up */
  public CustomerKeys(DataSource pool, Optional<Vault> vault) {
    this.jdbc = JdbcClient.create(pool);
    this.vault = vault;
  }

  /**
   * A key without what it is made of.
   *
   * @param isActive one that is not opens nothing
   */
  public record CustomerKey(String account, UUID id, String description, boolean isActive,
      Instant createdAt) {}

  /** A key as it seals. */
  record Opened(String account, PayloadKey key, boolean isActive) {}

  /**
   * Adds a key.
   *
   * @param material {@link #BYTES} bytes; empty: they are made up
   * @return false where there is no such account
   */
  public boolean add(String account, UUID id, String description, Optional<byte[]> material) {
    byte[] key = material.orElseGet(() -> {
      byte[] made = new byte[BYTES];
      new SecureRandom().nextBytes(made);
      return made;
    });
    return jdbc.sql(ADD).param("account", account).param("id", id)
        .param("description", description)
        .param("sealed", vault().seal(key, context(account, id))).update() == 1;
  }

  /** The keys of an account, the oldest first. */
  public List<CustomerKey> of(String account) {
    return jdbc.sql(OF_ACCOUNT).param("account", account).query(KEY).list();
  }

  /** One of an account's keys; empty where it has no such key. */
  public Optional<CustomerKey> find(String account, UUID id) {
    return jdbc.sql(ONE).param("account", account).param("id", id).query(KEY).optional();
  }

  /** Switches a key on or off; false where there is none. Nodes notice within seconds. */
  public boolean setActive(String account, UUID id, boolean active) {
    return jdbc.sql(SET_ACTIVE).param("account", account).param("id", id).param("active", active)
        .update() == 1;
  }

  /** Seals again what older keys of the vault sealed. */
  public int reseal() {
    return jdbc.sql(ALL_SEALED).query((row, _) -> {
      byte[] old = row.getBytes("sealed");
      UUID id = row.getObject("id", UUID.class);
      String context = context(row.getString("account"), id);
      return vault().isOld(old)
          ? jdbc.sql(RESEAL).param("id", id).param("old", old)
              .param("sealed", vault().seal(vault().open(old, context), context)).update()
          : 0;
    }).list().stream().mapToInt(Integer::intValue).sum();
  }

  /** @throws SealedException where its row was tampered with */
  Optional<Opened> open(UUID id) {
    return jdbc.sql(OPEN).param("id", id).query((row, _) -> {
      String account = row.getString("account");
      return new Opened(account,
          new PayloadKey(id, vault().open(row.getBytes("sealed"), context(account, id))),
          row.getBoolean("active"));
    }).optional();
  }

  private Vault vault() {
    return vault.orElseThrow(() -> new IllegalStateException("there is no vault to seal with"));
  }

  private static String context(String account, UUID id) {
    return account + "|customer_key|" + id + "|sealed";
  }
}
