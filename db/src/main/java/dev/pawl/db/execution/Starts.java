package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Rows.Of;
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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes new executions with their first bursts: a batch in one statement. */
public final class Starts {
  private static final Unnest<Of<NewExecution>> EXECUTIONS = Unnest.<Of<NewExecution>>rows()
      .smallint("shard", r -> r.key().shard())
      .integer("day", Of::day)
      .uuid("id", r -> r.key().id())
      .bool("named", r -> r.row().nameGiven())
      .uuid("sm_id", r -> r.row().stateMachineId())
      .integer("revision", r -> r.row().revision())
      .integer("version", r -> r.row().version())
      .text("name", r -> r.row().name())
      .time("started_at", r -> r.row().startedAt())
      .bytea("input", r -> r.row().input())
      .bytea("input_hash", r -> r.row().inputHash())
      .bytea("parent", r -> r.row().parent().orElse(null))
      .text("status", r -> r.row().next() instanceof Closing closing
          ? closing.status().name()
          : ExecutionStatus.RUNNING.name())
      .time("stopped_at", r -> ifClosing(r, Closing::stoppedAt))
      .bytea("output", r -> ifClosing(r, c -> c.output().orElse(null)))
      .text("error", r -> ifClosing(r, Closing::error))
      .text("cause", r -> ifClosing(r, Closing::cause));

  private static final Unnest<Of<OpenRun>> RUNS = Unnest.<Of<OpenRun>>rows()
      .smallint("shard", r -> r.key().shard())
      .uuid("id", r -> r.key().id())
      .integer("next_event", r -> r.row().nextEvent())
      .time("wake_at", r -> r.row().wakeAt())
      .bytea("state", r -> r.row().state());

  private static final Unnest<Of<OutgoingMessage>> MESSAGES = Unnest.<Of<OutgoingMessage>>rows()
      .uuid("sender", r -> r.key().id())
      .smallint("shard", r -> r.row().to().shard())
      .uuid("id", r -> r.row().to().id())
      .bigint("uid", _ -> ThreadLocalRandom.current().nextLong())
      .smallint("kind", r -> r.row().kind().code())
      .bytea("body", r -> r.row().body());

  /**
   * Only what {@code exe} inserted is written further. {@code (.. in ..) is true} keeps the test a hashed
   * look-up: as a join it would be a loop over the whole batch for each row.
   */
  private static final String START = """
      with u as (select * from %s),
      nam as (
        insert into exec_name (shard, sm_id, name, id)
        select shard, sm_id, name, id from u where named
        on conflict do nothing
        returning id
      ), exe as (
        insert into execution (shard, day, id, sm_id, revision, version, name, status, started_at,
          stopped_at, input, input_hash, output, error, cause, parent)
        select shard, day, id, sm_id, revision, version, name, status, started_at,
          stopped_at, input, input_hash, output, error, cause, parent
        from u
        where not named or id in (select nam.id from nam)
        on conflict do nothing
        returning id
      ), his as (
        insert into history (shard, day, id, first_event, last_event, codec, data)
        select h.shard, h.day, h.id, h.first_event, h.last_event, h.codec, h.data from %s
        where (h.id in (select exe.id from exe)) is true
      ), pay as (
        insert into payload (shard, day, id, hash, codec, data)
        select p.shard, p.day, p.id, p.hash, p.codec, p.data from %s
        where (p.id in (select exe.id from exe)) is true
        on conflict do nothing
      ), opn as (
        insert into run (shard, id, rev, next_event, wake_at, state)
        select r.shard, r.id, 1, r.next_event, r.wake_at, r.state from %s
        where (r.id in (select exe.id from exe)) is true
      ), tsk as (
        insert into task (%s, heartbeat_at)
        select n.*, %s from %s
        where (n.id in (select exe.id from exe)) is true
      ), kept as (
        insert into map_item (shard, id, frame, idx, status, output)
        select k.* from %s
        where (k.id in (select exe.id from exe)) is true
      ), snd as (
        insert into inbox (shard, at, uid, id, kind, body)
        %s
      )
      select id from exe
      """
      .formatted(
          EXECUTIONS.as("u"), Rows.HISTORY.as("h"), Rows.PAYLOADS.as("p"), RUNS.as("r"),
          Rows.TASK_COLUMNS, Rows.HEARTBEAT_FROM, Rows.TASKS.as("n"), Rows.ITEMS.as("k"),
          Rows.MESSAGES_JOINED.formatted(
              MESSAGES.as("m") + " where (m.sender in (select exe.id from exe)) is true"));

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

  /** All starters sort alike, so that two batches cannot wait for each other's names. */
  private static final Comparator<NewExecution> ORDER = Comparator
      .comparingInt((NewExecution e) -> e.key().shard())
      .thenComparing(NewExecution::stateMachineId)
      .thenComparing(NewExecution::name)
      .thenComparing(e -> e.key().id());

  private static final int ROUNDS = 4;

  private final Pool pool;
  private final Days days;

  @SuppressWarnings("ArrayRecordComponent") // nobody compares these records
  private record Winner(
      UUID id, ExecutionStatus status, Instant startedAt, byte[] inputHash) {}

  public Starts(Pool pool) {
    this.pool = pool;
    this.days = new Days(pool);
  }

  /**
   * Writes a batch; the best sizes are up to 500 executions and 4 MiB. Ids must differ within the batch; of
   * equal names one wins.
   *
   * @return a result for each execution, in the order given
   * @throws dev.pawl.db.connection.UnknownCommitOutcomeException where the connection broke; a repeat with the
   *     same ids is harmless
   * @throws StatementFailedException where the server can write nothing at all now
   */
  public List<StartResult> start(List<NewExecution> batch) {
    Map<UUID, StartResult> results = new HashMap<>();
    List<NewExecution> open = batch.stream().sorted(ORDER).toList();
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
    return batch.stream().map(e -> of(results, e)).toList();
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
    List<Of<NewExecution>> executions = new ArrayList<>();
    List<Of<HistorySegment>> history = new ArrayList<>();
    List<Of<StoredPayload>> payloads = new ArrayList<>();
    List<Of<OpenRun>> runs = new ArrayList<>();
    List<Of<NewTask>> tasks = new ArrayList<>();
    List<Of<KeptItem>> items = new ArrayList<>();
    List<Of<OutgoingMessage>> messages = new ArrayList<>();
    for (NewExecution execution : batch) {
      ExecutionKey key = execution.key();
      int day = days.of(key);
      executions.add(new Of<>(key, day, execution));
      execution.history().ifPresent(h -> history.add(new Of<>(key, day, h)));
      execution.payloads().forEach(p -> payloads.add(new Of<>(key, day, p)));
      if (execution.next() instanceof OpenRun run) {
        runs.add(new Of<>(key, day, run));
      }
      execution.tasks().forEach(t -> tasks.add(new Of<>(key, day, t)));
      execution.items().forEach(i -> items.add(new Of<>(key, day, i)));
      execution.messages().forEach(m -> messages.add(new Of<>(key, day, m)));
    }
    return pool.write(connection -> {
      Set<UUID> created = new HashSet<>();
      try (var statement = connection.prepareStatement(START)) {
        int next = EXECUTIONS.bind(statement, 1, executions);
        next = Rows.HISTORY.bind(statement, next, history);
        next = Rows.PAYLOADS.bind(statement, next, payloads);
        next = RUNS.bind(statement, next, runs);
        next = Rows.TASKS.bind(statement, next, tasks);
        next = Rows.ITEMS.bind(statement, next, items);
        MESSAGES.bind(statement, next, messages);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            created.add(rows.getObject(1, UUID.class));
          }
        }
      }
      return created;
    });
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

  private static <T> @Nullable T ifClosing(
      Of<NewExecution> execution, Function<Closing, @Nullable T> part) {
    return execution.row().next() instanceof Closing closing ? part.apply(closing) : null;
  }
}
