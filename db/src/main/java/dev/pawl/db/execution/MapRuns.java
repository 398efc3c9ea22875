package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Rows.Of;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Map runs. An open one has a row of {@code run} like an execution, and every step compares its revision. */
public final class MapRuns {
  private static final String COLUMNS = """
      m.shard, m.id, m.execution_id, m.execution_arn, m.sm_id, m.revision, m.state as map_state,
        m.label, m.plan, m.status, m.started_at, m.stopped_at, m.max_concurrency,
        m.tolerated_count, m.tolerated_percentage, m.counts
      """;

  /** A repeat meets the row and does nothing but delete the message. */
  private static final String CREATE = """
      with made as (
        insert into map_run (shard, id, execution_id, execution_arn, sm_id, revision, state, label,
          plan, status, started_at, max_concurrency, tolerated_count, tolerated_percentage, counts)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', now(), ?, ?, ?, ?)
        on conflict do nothing
        returning shard, id
      ), opn as (
        insert into run (shard, id, rev, next_event, wake_at, state)
        select made.shard, made.id, 1, 1, now(), ?::bytea from made
      )
      delete from inbox b where b.shard = ? and b.at = ? and b.uid = ? and b.id = ?
      """;

  private static final String LOAD = """
      select now() as db_now;
      select r.rev, r.wake_at, r.state, %1$s
      from %2$s
      join run r on r.shard = k.shard and r.id = k.id
      join map_run m on m.shard = k.shard and m.id = k.id;
      select b.shard, b.at, b.uid, b.id, b.kind, b.body
      from %2$s
      join inbox b on b.shard = k.shard and b.id = k.id
      order by b.at, b.uid
      """.formatted(COLUMNS, Rows.KEYS.as("k"));

  private static final Unnest<MessageKey> APPLIED = Unnest.<MessageKey>rows()
      .time("at", MessageKey::at)
      .bigint("uid", MessageKey::uid);

  private static final String GO_ON = """
      with upd as (
        update run r set rev = r.rev + 1, state = ?, wake_at = ?
        where r.shard = ? and r.id = ? and r.rev = ?
        returning 1
      ), cnt as (
        update map_run m set counts = ?
        where m.shard = ? and m.id = ? and exists (select from upd)
      ), box as (
        delete from inbox b using %s
        where b.shard = ? and b.id = ? and b.at = a.at and b.uid = a.uid
          and exists (select from upd)
      ), kept as (
        insert into map_item (shard, id, frame, idx, status, output)
        select k.* from %s where exists (select from upd)
        on conflict do nothing
      )
      select count(*) from upd
      """.formatted(APPLIED.as("a"), Rows.ITEMS.as("k"));

  /** The execution may have ended already; then it is not told. */
  private static final String CLOSE = """
      with cls as (
        delete from run r where r.shard = ? and r.id = ? and r.rev = ?
        returning 1
      ), cnt as (
        update map_run m set counts = ?, status = ?, stopped_at = ?
        where m.shard = ? and m.id = ? and exists (select from cls)
      ), box as (
        delete from inbox b
        where b.shard = ? and b.id = ? and exists (select from cls)
      ), old as (
        delete from map_item i
        where i.shard = ? and i.id = ? and exists (select from cls)
      ), snd as (
        insert into inbox (shard, at, uid, id, kind, body)
        select ?::smallint, now(), ?::bigint, ?::uuid, ?::smallint, ?::bytea
        where exists (select from cls)
      )
      select count(*) from cls
      """;

  private static final String FIND = "select " + COLUMNS
      + " from map_run m where m.shard = ? and m.id = ?";

  private static final String LIST = "select " + COLUMNS
      + """
      from map_run m
      where m.execution_id = ?
        and m.started_at <= coalesce(?::timestamptz, 'infinity')
        and (m.started_at < coalesce(?::timestamptz, 'infinity') or m.id > ?::uuid)
      order by m.started_at desc, m.id
      limit ?
      """;

  /** What is null stays as it is; the Map run is told to look at its row. */
  private static final String UPDATE = """
      with upd as (
        update map_run m
        set max_concurrency = coalesce(?::integer, m.max_concurrency),
          tolerated_count = coalesce(?::bigint, m.tolerated_count),
          tolerated_percentage = coalesce(?::double precision, m.tolerated_percentage)
        where m.shard = ? and m.id = ? and m.status = 'RUNNING'
        returning m.shard, m.id
      ), snd as (
        insert into inbox (shard, at, uid, id, kind, body)
        select upd.shard, now(), ?::bigint, upd.id, 3, ''::bytea from upd
      )
      select count(*) from upd
      """;

  /** Of several executions those that run are told something. */
  private static final String TELL = """
      insert into inbox (shard, at, uid, id, kind, body)
      select r.shard, now(), ('x' || left(md5(random()::text), 16))::bit(64)::bigint, r.id,
        ?::smallint, ?::bytea
      from %s join run r on r.shard = k.shard and r.id = k.id
      """.formatted(Rows.KEYS.as("k"));

  private static final String KEEP = """
      insert into map_item (shard, id, frame, idx, status, output)
      select k.* from %s
      on conflict do nothing
      """.formatted(Rows.ITEMS.as("k"));

  private static final String KEPT = """
      select frame, idx, status, output from map_item
      where shard = ? and id = ? and frame = 0 and idx >= ?
      order by idx
      limit ?
      """;

  private final Pool general;
  private final Pool writers;

  public MapRuns(Pool general, Pool writers) {
    this.general = general;
    this.writers = writers;
  }

  /**
   * Begins a Map run that a message asks for, and deletes the message. A repeat changes nothing else.
   *
   * @param row without a status and times: it runs from now on
   * @param state where it begins, encoded
   */
  public void create(MapRunRow row, byte[] state, MessageKey asked) {
    int _ = writers.write(connection -> {
      try (var statement = connection.prepareStatement(CREATE)) {
        int next = 1;
        statement.setInt(next++, row.key().shard());
        statement.setObject(next++, row.key().id());
        statement.setObject(next++, row.execution());
        statement.setString(next++, row.executionArn());
        statement.setObject(next++, row.stateMachineId());
        statement.setInt(next++, row.revision());
        statement.setString(next++, row.state());
        statement.setString(next++, row.label());
        statement.setBytes(next++, row.plan());
        statement.setInt(next++, row.maxConcurrency());
        statement.setLong(next++, row.toleratedCount());
        statement.setDouble(next++, row.toleratedPercentage());
        statement.setArray(next++, counts(connection, row.counts()));
        statement.setBytes(next++, state);
        statement.setInt(next++, row.key().shard());
        statement.setObject(next++, utc(asked.at()));
        statement.setLong(next++, asked.uid());
        statement.setObject(next, row.key().id());
        return statement.executeUpdate();
      }
    });
  }

  /** Loads open Map runs with their messages. What is no Map run, or closed, is not in the answer. */
  public List<OpenMapRun> load(List<ExecutionKey> keys) {
    return writers.read(connection -> {
      try (var statement = connection.prepareStatement(LOAD)) {
        int next = Rows.KEYS.bind(statement, 1, keys);
        Rows.KEYS.bind(statement, next, keys);
        statement.execute();
        return loaded(statement);
      }
    });
  }

  private static List<OpenMapRun> loaded(PreparedStatement statement) throws SQLException {
    Instant now;
    try (ResultSet row = statement.getResultSet()) {
      row.next();
      now = Rows.time(row, "db_now");
    }
    List<OpenMapRun> runs = new ArrayList<>();
    statement.getMoreResults();
    try (ResultSet rows = statement.getResultSet()) {
      while (rows.next()) {
        runs.add(
            new OpenMapRun(row(rows), rows.getLong("rev"), Rows.timeOrNull(rows, "wake_at"),
                rows.getBytes("state"), List.of(), now));
      }
    }
    Map<ExecutionKey, List<InboxMessage>> messages = new HashMap<>();
    statement.getMoreResults();
    try (ResultSet rows = statement.getResultSet()) {
      while (rows.next()) {
        messages.computeIfAbsent(Rows.key(rows), _ -> new ArrayList<>()).add(Rows.message(rows));
      }
    }
    return runs.stream()
        .map(run -> new OpenMapRun(run.row(), run.rev(), run.wakeAt(), run.state(),
            messages.getOrDefault(run.row().key(), List.of()), now))
        .toList();
  }

  /**
   * Writes a step.
   *
   * @return false where the Map run is no longer at that revision; nothing was written
   */
  public boolean commit(MapRunStep step) {
    return step.end().isPresent() ? close(step, step.end().get()) : goOn(step);
  }

  private boolean goOn(MapRunStep step) {
    ExecutionKey key = step.key();
    return writers.write(connection -> {
      try (var statement = connection.prepareStatement(GO_ON)) {
        int next = 1;
        statement.setBytes(next++, step.state());
        statement.setObject(next++, step.wakeAt() == null ? null : utc(step.wakeAt()));
        next = bind(statement, next, key);
        statement.setLong(next++, step.rev());
        statement.setArray(next++, counts(connection, step.counts()));
        next = bind(statement, next, key);
        next = APPLIED.bind(statement, next, step.applied());
        next = bind(statement, next, key);
        Rows.ITEMS.bind(statement, next,
            step.items().stream().map(item -> new Of<>(key, 0, item)).toList());
        return isOne(statement);
      }
    });
  }

  private boolean close(MapRunStep step, MapRunStep.End end) {
    ExecutionKey key = step.key();
    OutgoingMessage told = end.told();
    return writers.write(connection -> {
      try (var statement = connection.prepareStatement(CLOSE)) {
        int next = bind(statement, 1, key);
        statement.setLong(next++, step.rev());
        statement.setArray(next++, counts(connection, step.counts()));
        statement.setString(next++, end.status());
        statement.setObject(next++, utc(end.stoppedAt()));
        next = bind(statement, next, key);
        next = bind(statement, next, key);
        next = bind(statement, next, key);
        statement.setInt(next++, told.to().shard());
        statement.setLong(next++, ThreadLocalRandom.current().nextLong());
        statement.setObject(next++, told.to().id());
        statement.setInt(next++, told.kind().code());
        statement.setBytes(next, told.body());
        return isOne(statement);
      }
    });
  }

  /** Finds a Map run, open or closed. */
  public Optional<MapRunRow> find(ExecutionKey key) {
    return general.read(connection -> {
      try (var statement = connection.prepareStatement(FIND)) {
        bind(statement, 1, key);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(row(row)) : Optional.empty();
        }
      }
    });
  }

  /** Lists the Map runs of an execution, the latest start first. */
  public List<MapRunRow> list(UUID execution, int limit, Optional<Executions.Cursor> after) {
    return general.read(connection -> {
      List<MapRunRow> page = new ArrayList<>();
      try (var statement = connection.prepareStatement(LIST)) {
        Object at = after.map(cursor -> utc(cursor.startedAt())).orElse(null);
        statement.setObject(1, execution);
        statement.setObject(2, at);
        statement.setObject(3, at);
        statement.setObject(4, after.map(Executions.Cursor::id).orElse(null));
        statement.setInt(5, limit);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            page.add(row(rows));
          }
        }
      }
      return page;
    });
  }

  /**
   * Changes what may be changed while a Map run runs; what is null stays.
   *
   * @return false where it has ended
   */
  public boolean update(ExecutionKey key, @Nullable Integer maxConcurrency,
      @Nullable Long toleratedCount, @Nullable Double toleratedPercentage) {
    return writers.write(connection -> {
      try (var statement = connection.prepareStatement(UPDATE)) {
        statement.setObject(1, maxConcurrency);
        statement.setObject(2, toleratedCount);
        statement.setObject(3, toleratedPercentage);
        int next = bind(statement, 4, key);
        statement.setLong(next, ThreadLocalRandom.current().nextLong());
        return isOne(statement);
      }
    });
  }

  /**
   * Leaves a message for each of several executions that is open.
   *
   * @return how many are
   */
  public int tell(List<ExecutionKey> keys, MessageKind kind, byte[] body) {
    return writers.write(connection -> {
      try (var statement = connection.prepareStatement(TELL)) {
        statement.setInt(1, kind.code());
        statement.setBytes(2, body);
        Rows.KEYS.bind(statement, 3, keys);
        return statement.executeUpdate();
      }
    });
  }

  /** Keeps results of a Map run's children; a repeat changes nothing. */
  public void keep(ExecutionKey key, List<KeptItem> items) {
    int _ = writers.write(connection -> {
      try (var statement = connection.prepareStatement(KEEP)) {
        Rows.ITEMS.bind(statement, 1,
            items.stream().map(item -> new Of<>(key, 0, item)).toList());
        return statement.executeUpdate();
      }
    });
  }

  /** The kept results of a Map run's children, from a number on, in order. */
  public List<KeptItem> kept(ExecutionKey key, int from, int limit) {
    return general.read(connection -> {
      List<KeptItem> items = new ArrayList<>();
      try (var statement = connection.prepareStatement(KEPT)) {
        int next = bind(statement, 1, key);
        statement.setInt(next++, from);
        statement.setInt(next, limit);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            items.add(
                new KeptItem(rows.getInt("frame"), rows.getInt("idx"), rows.getInt("status"),
                    rows.getBytes("output")));
          }
        }
      }
      return items;
    });
  }

  private static int bind(PreparedStatement statement, int parameter, ExecutionKey key)
      throws SQLException {
    statement.setInt(parameter, key.shard());
    statement.setObject(parameter + 1, key.id());
    return parameter + 2;
  }

  private static boolean isOne(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1) == 1;
    }
  }

  private static java.sql.Array counts(Connection connection, List<Long> counts)
      throws SQLException {
    return connection.createArrayOf("bigint", counts.toArray());
  }

  private static MapRunRow row(ResultSet row) throws SQLException {
    return new MapRunRow(
        Rows.key(row),
        row.getObject("execution_id", UUID.class),
        row.getString("execution_arn"),
        row.getObject("sm_id", UUID.class),
        row.getInt("revision"),
        row.getString("map_state"),
        row.getString("label"),
        row.getBytes("plan"),
        row.getString("status"),
        Rows.time(row, "started_at"),
        Rows.timeOrNull(row, "stopped_at"),
        row.getInt("max_concurrency"),
        row.getLong("tolerated_count"),
        row.getDouble("tolerated_percentage"),
        Arrays.asList((Long[]) row.getArray("counts").getArray()));
  }

  private static Object utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
