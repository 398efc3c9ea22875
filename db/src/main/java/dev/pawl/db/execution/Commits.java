package dev.pawl.db.execution;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.vault.KeyUnavailableException;
import java.sql.ResultSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes bursts, a batch at once. A burst is written only on the revision that it began from, whoever sends it and
 * however often.
 */
public final class Commits {
  private static final String REVISIONS = """
      select r.shard, r.id, r.rev
      from %s join run r on r.shard = k.shard and r.id = k.id
      """.formatted(Rows.KEYS.as("k"));

  /** How often the batch is sent whole before its bursts are sent one by one. */
  private static final int WHOLE = 2;

  private final Pool pool;
  private final WriteForm form;
  private final Days days;
  private final SealedRows sealed;

  public Commits(Pool pool, CommitForm form, Seals seals) {
    this.pool = pool;
    this.sealed = new SealedRows(seals);
    this.form = WriteForm.of(form, pool);
    this.days = new Days(pool);
  }

  /**
   * Writes a batch; the best sizes are up to 500 bursts and 4 MiB. An execution may occur once.
   *
   * @return an outcome for each burst, in the order given
   * @throws UnknownCommitOutcomeException where the connection broke: each burst of the
   *     batch may be written or not; load the executions again
   * @throws StatementFailedException where the server can write nothing at all now
   */
  public List<CommitOutcome> commit(List<Burst> batch) {
    Map<ExecutionKey, CommitOutcome> outcomes = new HashMap<>();
    // One order for all, so that two batches cannot wait for each other; that of ids leaves indexes dense.
    List<Burst> open = batch.stream()
        .sorted(Comparator.comparing((Burst burst) -> burst.key().id())).toList();
    if (open.stream().map(Burst::key).distinct().count() != open.size()) {
      throw new IllegalArgumentException("an execution occurs twice in a batch");
    }
    List<Burst> rows = open.stream().flatMap(burst -> seal(burst, outcomes).stream()).toList();
    try {
      form.cut(rows, Burst::key).forEach(together -> commit(together, outcomes));
    } catch (DatabaseUnavailableException | StatementFailedException e) {
      if (outcomes.values().stream().anyMatch(CommitOutcome.Committed.class::isInstance)) {
        throw new UnknownCommitOutcomeException(
            "A part of the batch is written, the rest is not: " + e.getMessage(), e);
      }
      throw e;
    }
    return batch.stream().map(burst -> of(outcomes, burst)).toList();
  }

  private Optional<Burst> seal(Burst burst, Map<ExecutionKey, CommitOutcome> outcomes) {
    try {
      return Optional.of(sealed.seal(burst));
    } catch (KeyUnavailableException e) {
      outcomes.put(burst.key(), new CommitOutcome.Refused(e));
      return Optional.empty();
    }
  }

  private void commit(List<Burst> together, Map<ExecutionKey, CommitOutcome> outcomes) {
    List<Burst> open = together;
    for (int sent = 0; !open.isEmpty() && sent < WHOLE; sent++) {
      if (write(open) == null) {
        open.forEach(burst -> outcomes.put(burst.key(), committed(burst)));
        open = List.of();
      } else {
        List<Burst> losers = losers(open);
        losers.forEach(burst -> outcomes.put(burst.key(), new CommitOutcome.Conflict()));
        open = open.stream().filter(burst -> !outcomes.containsKey(burst.key())).toList();
      }
    }
    open.forEach(burst -> outcomes.put(burst.key(), commitAlone(burst)));
  }

  private static CommitOutcome of(Map<ExecutionKey, CommitOutcome> outcomes, Burst burst) {
    CommitOutcome outcome = outcomes.get(burst.key());
    if (outcome == null) {
      throw new IllegalStateException("no outcome for execution " + burst.key().id());
    }
    return outcome;
  }

  private static CommitOutcome committed(Burst burst) {
    return new CommitOutcome.Committed(burst.rev() + 1);
  }

  private CommitOutcome commitAlone(Burst burst) {
    StatementFailedException refusal = write(List.of(burst));
    if (refusal == null) {
      return committed(burst);
    }
    return switch (refusal.sqlState()) {
      case Refusals.WRONG_COUNT, Refusals.DEADLOCK, Refusals.MOVED -> new CommitOutcome.Conflict();
      // Whoever wrote the same event before has moved the revision, too.
      default -> losers(List.of(burst)).isEmpty()
          ? new CommitOutcome.Refused(refusal)
          : new CommitOutcome.Conflict();
    };
  }

  /** The bursts whose execution is closed, or at another revision. */
  private List<Burst> losers(List<Burst> batch) {
    Map<ExecutionKey, Long> revisions = pool.read(connection -> {
      Map<ExecutionKey, Long> found = new HashMap<>();
      try (var statement = connection.prepareStatement(REVISIONS)) {
        Rows.KEYS.bind(statement, 1, batch.stream().map(Burst::key).toList());
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.put(Rows.key(rows), rows.getLong("rev"));
          }
        }
      }
      return found;
    });
    return batch.stream()
        .filter(burst -> !Long.valueOf(burst.rev()).equals(revisions.get(burst.key())))
        .toList();
  }

  /** Sends the batch; null where it is written, else what a row of it met. */
  private @Nullable StatementFailedException write(List<Burst> batch) {
    try {
      send(batch);
      return null;
    } catch (StatementFailedException e) {
      if (e.sqlState().equals(Days.NO_PARTITION) && days.refresh()) {
        return write(batch);
      }
      if (!Refusals.isOfARow(e)) {
        throw e;
      }
      return e;
    }
  }

  private void send(List<Burst> batch) {
    BurstRows rows = new BurstRows();
    batch.forEach(burst -> rows.add(burst, days.of(burst.key())));
    form.commit(rows);
  }
}
