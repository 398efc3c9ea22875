package dev.pawl.db.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * In which lane the executions of an account wait for a worker. Few accounts have lanes of their own; of many, some share
 * one. As long as there is one account, there is one lane.
 */
public final class Lanes {
  static final int SHARED = 0;
  private static final int COUNT = 32;
  private static final Duration LOOKS_EVERY = Duration.ofSeconds(5);
  private static final int KNOWN = 100_000;

  private static final String ACCOUNTS = "select id from account";

  private static final String STORED = """
      select m.account from execution e join state_machine m on m.id = e.sm_id
      where e.shard = ? and e.id = ? and (e.day = ? or e.day = 0)
      union all
      select m.account from map_run r join state_machine m on m.id = r.sm_id
      where r.shard = ? and r.id = ?
      """;

  private static final String OWNER = "select account from state_machine where id = ?";

  private final Pool pool;
  private final Cache<UUID, String> owners = Caffeine.newBuilder().maximumSize(KNOWN).build();
  private volatile List<Integer> all = List.of(SHARED);
  private volatile long lookedAt = System.nanoTime() - LOOKS_EVERY.toNanos();

  /** @param pool whose sessions see the rows of all accounts */
  public Lanes(Pool pool) {
    this.pool = pool;
  }

  /** The lanes in which something may wait. */
  List<Integer> all() {
    if (System.nanoTime() - lookedAt > LOOKS_EVERY.toNanos()) {
      lookedAt = System.nanoTime();
      all = load();
    }
    return all;
  }

  private List<Integer> load() {
    return pool.read(connection -> {
      Set<Integer> lanes = new TreeSet<>(Set.of(SHARED));
      try (var statement = connection.prepareStatement(ACCOUNTS);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lanes.add(of(rows.getString(1)));
        }
      }
      // One account and the shared lane.
      return lanes.size() <= 2 ? List.of(SHARED) : List.copyOf(lanes);
    });
  }

  private static int of(String account) {
    return 1 + Math.floorMod(account.hashCode(), COUNT - 1);
  }

  /**
   * The lane of an execution.
   *
   * @param parent of a Map run's child tells whose state machine it belongs to
   */
  int of(UUID stateMachine, Optional<byte[]> parent) {
    if (all().size() == 1) {
      return SHARED;
    }
    UUID inCatalogue = parent.map(Parent::read).orElse(null) instanceof Parent.MapRun run
        ? run.stateMachine()
        : stateMachine;
    String owner = Objects.requireNonNull(owners.get(inCatalogue, this::owner));
    return owner.isEmpty() ? SHARED : of(owner);
  }

  /** The lane of an execution or Map run that is opened again; children of Map runs share one. */
  int of(ExecutionKey key) {
    if (all().size() == 1) {
      return SHARED;
    }
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(STORED)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, key.day());
        statement.setInt(4, key.shard());
        statement.setObject(5, key.id());
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? of(row.getString(1)) : SHARED;
        }
      }
    });
  }

  /** Empty where there is no such state machine. */
  private String owner(UUID stateMachine) {
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(OWNER)) {
        statement.setObject(1, stateMachine);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? row.getString(1) : "";
        }
      }
    });
  }
}
