package dev.pawl.db.execution;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.vault.KeyUnavailableException;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes new executions with their first bursts, a batch at once. */
public final class Starts {
  private static final Unnest<NewExecution> NAMES = Unnest.<NewExecution>rows()
      .smallint("shard", e -> e.key().shard())
      .uuid("sm_id", NewExecution::stateMachineId)
      .text("name", NewExecution::name)
      .uuid("loser", e -> e.key().id());

  private static final String HOLDERS = """
      select k.loser, n.shard, n.id
      from %s join exec_name n on n.shard = k.shard and n.sm_id = k.sm_id and n.name = k.name
      """.formatted(NAMES.as("k"));

  private static final String WINNERS = """
      select e.id, e.status, e.started_at, e.input_hash
      from %s join execution e
        on e.shard = k.shard and e.id = k.id and (e.day = k.day or e.day = 0)
      where e.day = 0 or e.day between ? and ?
      """.formatted(Rows.KEYS.as("k"));

  /** Rows that come in the order of their ids leave indexes dense. */
  private static final Comparator<NewExecution> ORDER = Comparator
      .comparing((NewExecution execution) -> execution.key().id());

  private static final int ROUNDS = 4;

  private final Pool pool;
  private final WriteForm form;
  private final Days days;
  private final SealedRows sealed;
  private final Lanes lanes;

  @SuppressWarnings("ArrayRecordComponent") // nobody compares these records
  private record Winner(
      UUID id, ExecutionStatus status, Instant startedAt, byte[] inputHash) {}

  public Starts(Pool pool, CommitForm form, Seals seals, Lanes lanes) {
    this.lanes = lanes;
    this.pool = pool;
    this.sealed = new SealedRows(seals);
    this.form = WriteForm.of(form, pool);
    this.days = new Days(pool);
  }

  /**
   * Writes a batch; the best sizes are up to 500 executions and 4 MiB. Ids must differ within the batch; of
   * equal names one wins.
   *
   * @return a result for each execution, in the order given
   * @throws UnknownCommitOutcomeException where the connection broke; a repeat with the
   *     same ids is harmless
   * @throws StatementFailedException where the server can write nothing at all now
   */
  public List<StartResult> start(List<NewExecution> batch) {
    Map<UUID, StartResult> results = new HashMap<>();
    List<NewExecution> rows = batch.stream().sorted(ORDER)
        .flatMap(execution -> seal(execution, results).stream()).toList();
    try {
      form.cut(rows, NewExecution::key)
          .forEach(together -> start(together, results));
    } catch (DatabaseUnavailableException | StatementFailedException e) {
      if (results.values().stream().anyMatch(StartResult.Created.class::isInstance)) {
        throw new UnknownCommitOutcomeException(
            "A part of the batch is written, the rest is not: " + e.getMessage(), e);
      }
      throw e;
    }
    return batch.stream().map(e -> of(results, e)).toList();
  }

  private Optional<NewExecution> seal(NewExecution execution, Map<UUID, StartResult> results) {
    try {
      return Optional.of(sealed.seal(execution));
    } catch (KeyUnavailableException e) {
      results.put(execution.key().id(), new StartResult.Refused(e));
      return Optional.empty();
    }
  }

  private void start(List<NewExecution> together, Map<UUID, StartResult> results) {
    List<NewExecution> open = together;
    for (int round = 0; !open.isEmpty(); round++) {
      Set<UUID> created = write(open, results, round == ROUNDS);
      List<NewExecution> losers = new ArrayList<>();
      for (NewExecution execution : open) {
        if (created.contains(execution.key().id())) {
          results.put(execution.key().id(), new StartResult.Created());
        } else if (!results.containsKey(execution.key().id())) {
          losers.add(execution);
        }
      }
      if (!losers.isEmpty()) {
        resolve(losers, results, round == ROUNDS);
      }
      // A loser without a winner: retention took the name in between.
      open = losers.stream().filter(e -> !results.containsKey(e.key().id())).toList();
    }
  }

  private static StartResult of(Map<UUID, StartResult> results, NewExecution execution) {
    StartResult result = results.get(execution.key().id());
    if (result == null) {
      throw new IllegalStateException("no result for execution " + execution.key().id());
    }
    return result;
  }

  /** Sends the batch; where a row spoils it, sends them one by one and notes the refused. */
  private Set<UUID> write(
      List<NewExecution> batch, Map<UUID, StartResult> results, boolean last) {
    try {
      return send(batch);
    } catch (StatementFailedException e) {
      if (!Refusals.isOfARow(e)) {
        throw e;
      }
      if (e.sqlState().equals(Days.NO_PARTITION) && days.refresh()) {
        return write(batch, results, last);
      }
      if (batch.size() == 1 && (last || !e.sqlState().equals(Refusals.DEADLOCK))) {
        results.put(batch.getFirst().key().id(), new StartResult.Refused(e));
        return Set.of();
      }
      Set<UUID> created = new HashSet<>();
      for (NewExecution execution : batch) {
        created.addAll(write(List.of(execution), results, true));
      }
      return created;
    }
  }

  private Set<UUID> send(List<NewExecution> batch) {
    StartRows rows = new StartRows();
    batch.forEach(execution -> rows.add(execution, days.of(execution.key()),
        lanes.of(execution.stateMachineId(), execution.parent())));
    return form.start(rows);
  }

  private void resolve(List<NewExecution> losers, Map<UUID, StartResult> results, boolean last) {
    Map<UUID, ExecutionKey> holders = holders(losers);
    Map<UUID, Winner> winners = winners(holders.values());
    for (NewExecution loser : losers) {
      ExecutionKey holder = holders.get(loser.key().id());
      Winner winner = holder == null ? null : winners.get(holder.id());
      if (winner != null) {
        results.put(loser.key().id(), against(winner, loser));
      } else if (last) {
        // A name without an execution stays taken: nobody knows what it was started with.
        results.put(
            loser.key().id(),
            new StartResult.NameTaken(holder == null ? loser.key().id() : holder.id()));
      }
    }
  }

  private static StartResult against(Winner winner, NewExecution loser) {
    if (winner.id().equals(loser.key().id())) {
      return new StartResult.AlreadyRunning(winner.id(), winner.startedAt());
    }
    boolean repeat = winner.status() == ExecutionStatus.RUNNING
        && Arrays.equals(winner.inputHash(), loser.inputHash());
    return repeat
        ? new StartResult.AlreadyRunning(winner.id(), winner.startedAt())
        : new StartResult.NameTaken(winner.id());
  }

  /** Who has the name that each loser wanted; without a name, the loser's own id was there before. */
  private Map<UUID, ExecutionKey> holders(List<NewExecution> losers) {
    Map<UUID, ExecutionKey> holders = new HashMap<>();
    List<NewExecution> named = new ArrayList<>();
    for (NewExecution loser : losers) {
      if (loser.nameGiven()) {
        named.add(loser);
      } else {
        holders.put(loser.key().id(), loser.key());
      }
    }
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(HOLDERS)) {
        NAMES.bind(statement, 1, named);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            holders.put(rows.getObject("loser", UUID.class), Rows.key(rows));
          }
        }
      }
      return holders;
    });
  }

  private Map<UUID, Winner> winners(Collection<ExecutionKey> holders) {
    List<ExecutionKey> keys = holders.stream().distinct().toList();
    return pool.read(connection -> {
      Map<UUID, Winner> winners = new HashMap<>();
      try (var statement = connection.prepareStatement(WINNERS)) {
        int next = Rows.KEYS.bind(statement, 1, keys);
        statement.setInt(next++, Rows.firstDay(keys));
        statement.setInt(next, Rows.lastDay(keys));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            UUID id = rows.getObject("id", UUID.class);
            winners.put(
                id,
                new Winner(
                    id,
                    ExecutionStatus.valueOf(rows.getString("status")),
                    Rows.time(rows, "started_at"),
                    rows.getBytes("input_hash")));
          }
        }
      }
      return winners;
    });
  }

}
