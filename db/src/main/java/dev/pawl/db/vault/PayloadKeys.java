package dev.pawl.db.vault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts' keys at hand. One that was switched off still seals what runs, and opens nothing. */
public final class PayloadKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadKeys.class);

  /** So long a key may be in use after it was switched off. */
  private static final Duration TRUST = Duration.ofSeconds(5);

  private final DataSource pool;
  private final AtomicReference<@Nullable CustomerKeys> keys = new AtomicReference<>();
  private final Map<UUID, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(Optional<CustomerKeys.Opened> key, long at) {
    boolean isFresh() {
      return System.nanoTime() - at < TRUST.toNanos();
    }
  }

  /** @param pool whose sessions see the keys of all accounts */
  public PayloadKeys(DataSource pool) {
    this.pool = pool;
  }

  /** Without a vault no key can be had. */
  public void use(Vault vault) {
    keys.set(new CustomerKeys(pool, Optional.of(vault)));
    kept.clear();
  }

  /**
   * A key to seal what begins.
   *
   * @throws KeyUnavailableException where it is switched off or cannot be had
   */
  public PayloadKey toBegin(UUID id) {
    if (find(id).filter(key -> !key.isActive()).isPresent()) {
      throw new KeyUnavailableException(id, "is switched off");
    }
    return toSeal(id);
  }

  /**
   * A key to seal what has begun.
   *
   * @throws KeyUnavailableException where it cannot be had
   */
  public PayloadKey toSeal(UUID id) {
    return find(id).map(CustomerKeys.Opened::key)
        .orElseThrow(() -> new KeyUnavailableException(id, "cannot be had"));
  }

  /** A key to open with; empty where it is switched off, too. */
  public Optional<PayloadKey> toOpen(UUID id) {
    return find(id).filter(CustomerKeys.Opened::isActive).map(CustomerKeys.Opened::key);
  }

  private static Optional<CustomerKeys.Opened> opened(CustomerKeys source, UUID id) {
    try {
      return source.open(id);
    } catch (SealedException e) {
      LOG.error("the row of the key {} was changed in the database: {}", id, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<CustomerKeys.Opened> find(UUID id) {
    CustomerKeys source = keys.get();
    if (source == null) {
      return Optional.empty();
    }
    Kept known = kept.get(id);
    if (known == null || !known.isFresh()) {
      known = new Kept(opened(source, id), System.nanoTime());
      kept.put(id, known);
    }
    return known.key();
  }
}
