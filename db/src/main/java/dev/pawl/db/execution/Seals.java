package dev.pawl.db.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Json;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.vault.KeyUnavailableException;
import dev.pawl.db.vault.PayloadKey;
import dev.pawl.db.vault.PayloadKeys;
import dev.pawl.db.vault.SealedException;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By which key of its account what an execution carries is sealed: the one that the revision of its state machine
 * names, from its start to its end. Most have none. What is read says itself by what it was sealed.
 */
public final class Seals {
  private static final Logger LOG = LoggerFactory.getLogger(Seals.class);
  private static final String KEY_ARN = ":key/";

  private static final String OF_REVISION = """
      select encryption from state_machine_revision where state_machine_id = ? and revision = ?
      """;

  private static final String OF_EXECUTION = """
      select e.sm_id, e.revision, e.parent from execution e
      where e.shard = ? and e.id = ? and (e.day = ? or e.day = 0)
      union all
      select m.sm_id, m.revision, null from map_run m where m.shard = ? and m.id = ?
      """;

  private static final String ANY = "select exists (select from customer_key)";

  /**
   * How long this node may not know that an account has a key. What it starts or reads tells it at once; only an answer
   * or a message to an execution that it has never seen may be in clear until a worker has taken it up.
   */
  private static final Duration LOOKS_EVERY = Duration.ofSeconds(5);
  private static final int KNOWN = 100_000;

  private final Pool pool;
  private final PayloadKeys keys;
  private final Cache<Revision, Optional<UUID>> revisions = known();
  private final Cache<UUID, Optional<UUID>> executions = known();
  private volatile boolean any;
  private volatile long lookedAt = System.nanoTime() - LOOKS_EVERY.toNanos();

  private record Revision(UUID stateMachine, int number) {}

  /** Parts of an execution or Map run that are sealed, each for its place. */
  enum Part {
    INPUT,
    OUTPUT,
    CAUSE,
    STATE,
    HISTORY,
    PAYLOAD,
    REQUEST,
    RESULT,
    MESSAGE,
    ITEM,
    PLAN,
    RECORD
  }

  /** @param pool whose sessions see the rows of all accounts */
  public Seals(Pool pool, PayloadKeys keys) {
    this.pool = pool;
    this.keys = keys;
  }

  private static <K> Cache<K, Optional<UUID>> known() {
    return Caffeine.newBuilder().maximumSize(KNOWN).build();
  }

  /**
   * What seals a new execution, which is then known by its id; null for nothing.
   *
   * @throws KeyUnavailableException where it is to be sealed and cannot be
   */
  @Nullable
  PayloadKey ofNew(UUID id, UUID stateMachine, int revision, Optional<byte[]> parent) {
    Optional<UUID> key = ofRevision(stateMachine, revision, parent);
    PayloadKey sealing = key.map(keys::toBegin).orElse(null);
    note(id, key);
    return sealing;
  }

  /**
   * What seals an execution or Map run that there is; null for nothing.
   *
   * @throws KeyUnavailableException where it is to be sealed and cannot be
   */
  @Nullable
  PayloadKey of(ExecutionKey key) {
    Optional<UUID> known = executions.getIfPresent(key.id());
    if (known == null) {
      if (!isAny()) {
        return null;
      }
      known = find(key);
      executions.put(key.id(), known);
    }
    return known.map(keys::toSeal).orElse(null);
  }

  /** What was read of an execution or Map run tells what seals it. */
  void learn(UUID id, byte[] stored) {
    note(id, PayloadKey.of(stored));
  }

  /** Where no account has a key, nothing is noted. */
  private void note(UUID id, Optional<UUID> key) {
    if (key.isPresent()) {
      any = true;
    }
    if (any) {
      executions.put(id, key);
    }
  }

  /** What seals something that a revision's executions leave; null for nothing. Throws as above. */
  @Nullable
  PayloadKey of(UUID stateMachine, int revision) {
    return ofRevision(stateMachine, revision, Optional.empty()).map(keys::toSeal).orElse(null);
  }

  /** Whether what a revision's executions carry is sealed. */
  public boolean seals(UUID stateMachine, int revision) {
    return ofRevision(stateMachine, revision, Optional.empty()).isPresent();
  }

  private Optional<UUID> find(ExecutionKey key) {
    record Found(UUID stateMachine, int revision, Optional<byte[]> parent) {}
    Optional<Found> found = pool.read(connection -> {
      try (var statement = connection.prepareStatement(OF_EXECUTION)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, key.day());
        statement.setInt(4, key.shard());
        statement.setObject(5, key.id());
        try (ResultSet row = statement.executeQuery()) {
          return row.next()
              ? Optional.of(new Found(row.getObject(1, UUID.class), row.getInt(2),
                  Optional.ofNullable(row.getBytes(3))))
              : Optional.empty();
        }
      }
    });
    return found.flatMap(row -> ofRevision(row.stateMachine(), row.revision(), row.parent()));
  }

  private Optional<UUID> ofRevision(UUID stateMachine, int revision, Optional<byte[]> parent) {
    UUID inCatalogue = parent.map(Parent::read).orElse(null) instanceof Parent.MapRun run
        ? run.stateMachine()
        : stateMachine;
    return Objects.requireNonNull(
        revisions.get(new Revision(inCatalogue, revision), this::named));
  }

  private Optional<UUID> named(Revision revision) {
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(OF_REVISION)) {
        statement.setObject(1, revision.stateMachine());
        statement.setInt(2, revision.number());
        try (ResultSet row = statement.executeQuery()) {
          return row.next()
              ? Optional.ofNullable(row.getString(1)).flatMap(Seals::keyOf)
              : Optional.empty();
        }
      }
    });
  }

  /**
   * The key that an encryption configuration names, by its id or ARN; empty where it names none.
   *
   * @param encryption as the API keeps it
   */
  public static Optional<UUID> keyOf(String encryption) {
    return Json.parse(encryption) instanceof Map<?, ?> configuration
        && configuration.get("kmsKeyId") instanceof String name
            ? Optional.of(UUID.fromString(name.substring(name.indexOf(KEY_ARN) < 0
                ? 0
                : name.indexOf(KEY_ARN) + KEY_ARN.length())))
            : Optional.empty();
  }

  /** What was sealed, opened; as it is where it was not, or its key cannot be had: then it is unreadable. */
  byte[] open(byte[] stored, UUID owner, Part part) {
    Optional<UUID> sealedBy = PayloadKey.of(stored);
    if (sealedBy.isEmpty()) {
      return stored;
    }
    try {
      Optional<PayloadKey> key = keys.toOpen(sealedBy.get());
      return key.isPresent() ? key.get().open(stored, owner, part.name()) : stored;
    } catch (SealedException e) {
      LOG.error("{} of {} was moved or changed in the database: {}", part, owner, e.getMessage());
      return stored;
    }
  }

  private boolean isAny() {
    if (!any && System.nanoTime() - lookedAt > LOOKS_EVERY.toNanos()) {
      any = pool.read(connection -> {
        try (var statement = connection.prepareStatement(ANY);
            ResultSet row = statement.executeQuery()) {
          row.next();
          return row.getBoolean(1);
        }
      });
      lookedAt = System.nanoTime();
    }
    return any;
  }
}
