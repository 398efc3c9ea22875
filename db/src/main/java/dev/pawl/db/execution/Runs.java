package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads open executions. Scans go up from a low-water mark, so that a snapshot which somebody holds
 * does not make them walk over all that was there before; the caller scans without one ({@link Instant#MIN}) at a
 * take-over and now and then.
 */
public final class Runs {
  /** Shards in an order of chance: where a limit cuts, no shard is always the last. */
  private static final Unnest<Integer> SHARDS = Unnest.<Integer>rows().smallint("shard", s -> s);

  private static final Unnest<Integer> LANES = Unnest.<Integer>rows().smallint("lane", l -> l);

  /** All lanes in turn: whoever has much that is due does not keep others waiting. */
  private static final String DUE = """
      select now() as db_now, r.shard, r.id, r.wake_at
      from (select 1) as always left join (
        select o.shard, o.id, o.wake_at
        from (
          select f.shard, f.id, f.wake_at, row_number() over (partition by l.lane) as turn
          from %s cross join lateral (
            select d.shard, d.id, d.wake_at
            from %s cross join lateral (
              select r.shard, r.id, r.wake_at from run r
              where r.shard = s.shard and r.lane = l.lane and r.wake_at <= now() and r.wake_at > ?
              order by r.wake_at
              limit ?
            ) d
            limit ?
          ) f
        ) o
        order by o.turn
        limit ?
      ) r on true
      """.formatted(LANES.as("l"), SHARDS.as("s"));

  private static final String MESSAGES = """
      select now() as db_now, m.shard, m.at, m.uid, m.id, m.kind, m.body
      from (select 1) as always left join (
        select w.shard, w.at, w.uid, w.id, w.kind, w.body
        from %s cross join lateral (
          select b.shard, b.at, b.uid, b.id, b.kind, b.body from inbox b
          where b.shard = s.shard and b.at > ? and b.id <> all (?::uuid[])
          order by b.at, b.uid
          limit ?
        ) w
        limit ?
      ) m on true
      """.formatted(SHARDS.as("s"));

  /**
   * Four looks in one round trip, each with a snapshot of its own, so their order matters. The revision comes
   * first: what changes with it afterwards makes the commit fail. The tasks come last: what a message tells of
   * was written with it, and so is seen here.
   */
  private static final String LOAD = """
      select now() as db_now;
      select r.shard, r.id, r.rev, r.next_event, r.wake_at, r.state, e.sm_id, e.revision, e.version,
        e.name, e.started_at, e.input, e.parent, e.redrive_count, e.redriven_at
      from %1$s
      join run r on r.shard = k.shard and r.id = k.id
      join execution e on e.shard = k.shard and e.id = k.id and (e.day = k.day or e.day = 0)
      where e.day = 0 or e.day between ? and ?;
      select b.shard, b.at, b.uid, b.id, b.kind, b.body
      from %1$s
      join inbox b on b.shard = k.shard and b.id = k.id
      where b.at > ?
      order by b.at, b.uid;
      select t.shard, t.id, t.seq, t.attempt, t.kind, t.owner, t.activity_id, t.claimed_at, t.deadline,
        t.heartbeat_at, t.heartbeat_s, t.request, t.done_at, t.ok, t.result
      from %1$s
      join task t on t.shard = k.shard and t.id = k.id
      order by t.shard, t.id, t.seq
      """.formatted(Rows.KEYS.as("k"));

  private final Pool pool;
  private final SealedRows sealed;
  private final Lanes lanes;

  public Runs(Pool pool, Seals seals, Lanes lanes) {
    this.lanes = lanes;
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /** Executions whose alarm rang, and the database's time of the scan. */
  public record Due(Instant dbNow, List<DueRun> runs) {
    public Due {
      runs = List.copyOf(runs);
    }
  }

  /** An execution whose alarm rang at {@code wakeAt}. */
  public record DueRun(ExecutionKey key, Instant wakeAt) {}

  /** Messages, in arrival order within each shard, and the database's time of the scan. */
  public record Arrived(Instant dbNow, List<InboxMessage> messages) {
    public Arrived {
      messages = List.copyOf(messages);
    }
  }

  /** What an owner of shards has to look at. */
  public record Scan(Arrived arrived, Due due) {}

  /** The open ones among the executions asked for, and the database's time of the load. */
  public record Loaded(Instant dbNow, List<LoadedRun> runs) {
    public Loaded {
      runs = List.copyOf(runs);
    }
  }

  /**
   * Finds executions whose alarm rang.
   *
   * @param low only alarms later than this; {@link Instant#MIN} for all
   * @param limit the most to return
   */
  public Due due(Set<Integer> shards, Instant low, int limit) {
    List<Integer> open = lanes.all();
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(DUE)) {
        bindScan(statement, 1, open, order(shards), low, limit);
        try (ResultSet rows = statement.executeQuery()) {
          return due(rows);
        }
      }
    });
  }

  private static Due due(ResultSet rows) throws SQLException {
    Instant now = Instant.MIN;
    List<DueRun> due = new ArrayList<>();
    while (rows.next()) {
      now = Rows.time(rows, "db_now");
      if (rows.getObject("id") != null) {
        due.add(new DueRun(Rows.key(rows), Rows.time(rows, "wake_at")));
      }
    }
    return new Due(now, due);
  }

  /**
   * Finds messages.
   *
   * @param low only messages sent later than this; {@link Instant#MIN} for all
   * @param limit the most to return
   */
  public Arrived messages(Set<Integer> shards, Instant low, int limit) {
    return open(pool.read(connection -> {
      try (var statement = connection.prepareStatement(MESSAGES)) {
        bindMessages(statement, order(shards), low, Set.of(), limit);
        try (ResultSet rows = statement.executeQuery()) {
          return arrived(rows);
        }
      }
    }));
  }

  private static Arrived arrived(ResultSet rows) throws SQLException {
    Instant now = Instant.MIN;
    List<InboxMessage> messages = new ArrayList<>();
    while (rows.next()) {
      now = Rows.time(rows, "db_now");
      if (rows.getObject("id") != null) {
        messages.add(Rows.message(rows));
      }
    }
    return new Arrived(now, messages);
  }

  /**
   * {@link #messages} and {@link #due} in one round trip.
   *
   * @param besides whose messages are left out
   */
  public Scan scan(Set<Integer> shards, Instant low, Set<ExecutionKey> besides, int messages,
      int due) {
    List<Integer> order = order(shards);
    List<Integer> open = lanes.all();
    Scan scan = pool.read(connection -> {
      try (var statement = connection.prepareStatement(MESSAGES + ";" + DUE)) {
        int next = bindMessages(statement, order, low, besides, messages);
        bindScan(statement, next, open, order, low, due);
        statement.execute();
        Arrived arrived;
        try (ResultSet rows = statement.getResultSet()) {
          arrived = arrived(rows);
        }
        try (ResultSet rows = nextResult(statement)) {
          return new Scan(arrived, due(rows));
        }
      }
    });
    return new Scan(open(scan.arrived()), scan.due());
  }

  private Arrived open(Arrived arrived) {
    return new Arrived(arrived.dbNow(), sealed.open(arrived.messages()));
  }

  private static List<Integer> order(Set<Integer> shards) {
    List<Integer> order = new ArrayList<>(shards);
    Collections.shuffle(order, ThreadLocalRandom.current());
    return order;
  }

  private static int bindMessages(PreparedStatement statement, List<Integer> shards, Instant low,
      Set<ExecutionKey> besides, int limit) throws SQLException {
    int next = SHARDS.bind(statement, 1, shards);
    Rows.setLow(statement, next++, low);
    statement.setArray(next++, statement.getConnection()
        .createArrayOf("uuid", besides.stream().map(ExecutionKey::id).toArray()));
    statement.setInt(next++, limit);
    statement.setInt(next++, limit);
    return next;
  }

  private static int bindScan(
      PreparedStatement statement, int first, List<Integer> open, List<Integer> shards, Instant low,
      int limit)
      throws SQLException {
    int next = LANES.bind(statement, first, open);
    next = SHARDS.bind(statement, next, shards);
    Rows.setLow(statement, next++, low);
    statement.setInt(next++, limit);
    statement.setInt(next++, limit);
    statement.setInt(next++, limit);
    return next;
  }

  /** Loads executions with all their messages. Those that are closed are not in the answer. */
  public Loaded load(List<ExecutionKey> keys) {
    return load(keys, Instant.MIN);
  }

  /** Loads executions with their messages later than {@code low}. Closed ones are not in the answer. */
  public Loaded load(List<ExecutionKey> keys, Instant low) {
    Loaded loaded = pool.read(connection -> {
      try (var statement = connection.prepareStatement(LOAD)) {
        int next = Rows.KEYS.bind(statement, 1, keys);
        statement.setInt(next++, Rows.firstDay(keys));
        statement.setInt(next++, Rows.lastDay(keys));
        next = Rows.KEYS.bind(statement, next, keys);
        Rows.setLow(statement, next++, low);
        Rows.KEYS.bind(statement, next, keys);
        statement.execute();
        return read(statement);
      }
    });
    return new Loaded(loaded.dbNow(), loaded.runs().stream().map(sealed::open).toList());
  }

  private static Loaded read(PreparedStatement statement) throws SQLException {
    Instant now;
    try (ResultSet row = statement.getResultSet()) {
      row.next();
      now = Rows.time(row, "db_now");
    }
    Map<ExecutionKey, LoadedRun> runs = new HashMap<>();
    try (ResultSet rows = nextResult(statement)) {
      while (rows.next()) {
        LoadedRun run = run(rows, now);
        runs.put(run.key(), run);
      }
    }
    Map<ExecutionKey, List<InboxMessage>> messages = new HashMap<>();
    try (ResultSet rows = nextResult(statement)) {
      while (rows.next()) {
        messages.computeIfAbsent(Rows.key(rows), _ -> new ArrayList<>()).add(Rows.message(rows));
      }
    }
    Map<ExecutionKey, List<TaskRow>> tasks = new HashMap<>();
    try (ResultSet rows = nextResult(statement)) {
      while (rows.next()) {
        tasks.computeIfAbsent(Rows.key(rows), _ -> new ArrayList<>()).add(task(rows));
      }
    }
    return new Loaded(
        now,
        runs.values().stream()
            .map(run -> with(
                run,
                tasks.getOrDefault(run.key(), List.of()),
                messages.getOrDefault(run.key(), List.of())))
            .toList());
  }

  private static ResultSet nextResult(PreparedStatement statement) throws SQLException {
    if (!statement.getMoreResults()) {
      throw new SQLException("the server sent fewer results than it was asked for", "08P01");
    }
    return statement.getResultSet();
  }

  private static LoadedRun run(ResultSet row, Instant now) throws SQLException {
    return new LoadedRun(
        Rows.key(row),
        row.getLong("rev"),
        row.getInt("next_event"),
        Rows.timeOrNull(row, "wake_at"),
        row.getBytes("state"),
        row.getObject("sm_id", UUID.class),
        row.getInt("revision"),
        Rows.integerOrNull(row, "version"),
        Rows.name(row),
        Rows.time(row, "started_at"),
        row.getBytes("input"),
        Optional.ofNullable(row.getBytes("parent")),
        Rows.redrives(row),
        List.of(),
        List.of(),
        now);
  }

  private static LoadedRun with(LoadedRun run, List<TaskRow> tasks, List<InboxMessage> messages) {
    return new LoadedRun(
        run.key(), run.rev(), run.nextEvent(), run.wakeAt(), run.state(), run.stateMachineId(),
        run.revision(), run.version(), run.name(), run.startedAt(), run.input(), run.parent(),
        run.redrives(),
        tasks, messages, run.dbNow());
  }

  private static TaskRow task(ResultSet row) throws SQLException {
    Instant doneAt = Rows.timeOrNull(row, "done_at");
    @Nullable
    TaskAnswer answer = doneAt == null
        ? null
        : new TaskAnswer(doneAt, row.getBoolean("ok"), row.getBytes("result"));
    return new TaskRow(
        row.getInt("seq"),
        row.getInt("attempt"),
        TaskKind.of(row.getInt("kind")),
        row.getObject("owner", UUID.class),
        row.getObject("activity_id", UUID.class),
        Rows.timeOrNull(row, "claimed_at"),
        Rows.timeOrNull(row, "deadline"),
        Rows.timeOrNull(row, "heartbeat_at"),
        Rows.integerOrNull(row, "heartbeat_s"),
        row.getBytes("request"),
        answer);
  }
}
