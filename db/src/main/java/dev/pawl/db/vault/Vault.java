package dev.pawl.db.vault;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Seals secrets for their place in the database, and opens them there only: what is moved to another row, column or
 * account does not open. The keys are the database's, wrapped by the master key. Safe for use by many threads.
 */
public final class Vault {
  private static final byte FORM = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;

  private static final String KEYS = "select id, wrapped from vault_key order by id";

  private static final String KEY = "select wrapped from vault_key where id = :id";

  private static final String LAST = "select max(id) from vault_key";

  private static final String ADD = """
      insert into vault_key (id, wrapped) values (:id, :wrapped)
      on conflict (id) do nothing
      """;

  private static final String REWRAP = "update vault_key set wrapped = :wrapped where id = :id";

  /** How long another node's new key may go unnoticed. */
  private static final Duration LOOKS_EVERY = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final MasterKey master;
  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, AesGcm> keys = new ConcurrentHashMap<>();
  private volatile int last;
  private volatile long lookedAt;

  private Vault(JdbcClient jdbc, MasterKey master) {
    this.jdbc = jdbc;
    this.master = master;
  }

  /**
   * Opens the vault; the first to do so makes its first key.
   *
   * @throws SealedException where the master key is not the one that wrapped its keys
   */
  public static Vault open(DataSource pool, MasterKey master) {
    Vault vault = new Vault(JdbcClient.create(pool), master);
    if (vault.newest().isEmpty()) {
      vault.add(1);
    }
    vault.refresh();
    return vault;
  }

  /**
   * Seals a secret.
   *
   * @param context names its place: account, table, row and column
   */
  public byte[] seal(byte[] secret, String context) {
    if (System.nanoTime() - lookedAt > LOOKS_EVERY.toNanos()) {
      refresh();
    }
    int id = last;
    byte[] sealed = key(id).seal(secret, context);
    return ByteBuffer.allocate(HEAD_BYTES + sealed.length).put(FORM).putInt(id).put(sealed)
        .array();
  }

  /**
   * Opens what was sealed.
   *
   * @throws SealedException where it was sealed for another place, or was changed
   */
  public byte[] open(byte[] sealed, String context) {
    ByteBuffer head = ByteBuffer.wrap(sealed);
    if (sealed.length < HEAD_BYTES || head.get() != FORM) {
      throw new SealedException("what is sealed for " + context + " has an unknown form");
    }
    int id = head.getInt();
    byte[] body = new byte[head.remaining()];
    head.get(body);
    return key(id).open(body, context);
  }

  /** From now on a new key seals; nodes that run learn of it within a minute. Old ones open what they sealed. */
  public void rotate() {
    add(newest().orElseThrow() + 1);
    refresh();
  }

  /** Whether something was sealed with a key that is not the last. */
  public boolean isOld(byte[] sealed) {
    return ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt() != last;
  }

  /** Wraps all keys by another master key, with which the vault is to be opened from then on. */
  public void rewrap(MasterKey other) {
    jdbc.sql(KEYS).query((row, _) -> {
      int id = row.getInt("id");
      byte[] plain = master.cipher().open(row.getBytes("wrapped"), wrapping(id));
      return jdbc.sql(REWRAP).param("id", id)
          .param("wrapped", other.cipher().seal(plain, wrapping(id))).update();
    }).list();
  }

  /** Looks for keys that other nodes have made. */
  public void refresh() {
    int newest = newest().orElseThrow();
    AesGcm _ = key(newest);
    last = newest;
    lookedAt = System.nanoTime();
  }

  private Optional<Integer> newest() {
    return jdbc.sql(LAST).query(Integer.class).list().stream().filter(Objects::nonNull)
        .findFirst();
  }

  /** Where another node was first, its key is the one. */
  private void add(int id) {
    byte[] key = new byte[AesGcm.KEY_BYTES];
    random.nextBytes(key);
    jdbc.sql(ADD).param("id", id).param("wrapped", master.cipher().seal(key, wrapping(id)))
        .update();
  }

  private AesGcm key(int id) {
    return keys.computeIfAbsent(id, unknown -> AesGcm.of(
        master.cipher().open(jdbc.sql(KEY).param("id", unknown)
            .query((row, _) -> row.getBytes("wrapped")).optional()
            .orElseThrow(() -> new SealedException("the vault has no key " + unknown)),
            wrapping(unknown)),
        random));
  }

  private static String wrapping(int id) {
    return "vault_key|" + id;
  }
}
