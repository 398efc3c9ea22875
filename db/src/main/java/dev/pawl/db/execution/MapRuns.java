package dev.pawl.db.execution;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Map runs as their callers see them, open and closed. */
public final class MapRuns {
  private static final String COLUMNS = """
      m.shard, m.id, m.execution_id, m.execution_arn, m.sm_id, m.revision, m.state as map_state,
        m.label, m.plan, m.status, m.started_at, m.stopped_at, m.max_concurrency,
        m.tolerated_count, m.tolerated_percentage, m.counts, m.redrive_count, m.redriven_at
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

  private static final String ANNOUNCED = """
      select b.shard, b.at, b.uid, b.id, b.kind, b.body
      from inbox b
      where b.shard = ? and b.id = ? and b.kind = 7 and b.at between ? and ?
      limit 1
      """;

  /** A message is written with the burst that made up its Map run's id, and bounds what is looked through. */
  private static final Duration LONGEST_BURST = Duration.ofMinutes(10);

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

  private final Pool general;
  private final Pool writers;
  private final SealedRows sealed;

  public MapRuns(Pool general, Pool writers, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.general = general;
    this.writers = writers;
  }

  /** Finds a Map run, open or closed. */
  public Optional<MapRunRow> find(ExecutionKey key) {
    return general.<Optional<MapRunRow>>read(connection -> {
      try (var statement = connection.prepareStatement(FIND)) {
        Rows.bindKey(statement, 1, key);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(row(row)) : Optional.empty();
        }
      }
    }).map(sealed::open);
  }

  /** The message that asks for a Map run which has not begun yet; empty where there is none. */
  public Optional<InboxMessage> announced(ExecutionKey key) {
    return general.<Optional<InboxMessage>>read(connection -> {
      try (var statement = connection.prepareStatement(ANNOUNCED)) {
        int next = Rows.bindKey(statement, 1, key);
        Instant made = ExecutionIds.timestamp(key.id());
        statement.setObject(next++, Rows.utc(made.minus(LONGEST_BURST)));
        statement.setObject(next, Rows.utc(made.plus(LONGEST_BURST)));
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(Rows.message(row)) : Optional.empty();
        }
      }
    }).map(sealed::open);
  }

  /** Lists the Map runs of an execution, the latest start first. */
  public List<MapRunRow> list(UUID execution, int limit, Optional<Executions.Cursor> after) {
    return general.<List<MapRunRow>>read(connection -> {
      List<MapRunRow> page = new ArrayList<>();
      try (var statement = connection.prepareStatement(LIST)) {
        Object at = after.map(cursor -> Rows.utc(cursor.startedAt())).orElse(null);
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
    }).stream().map(sealed::open).toList();
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
        int next = Rows.bindKey(statement, 4, key);
        statement.setLong(next, ThreadLocalRandom.current().nextLong());
        return Rows.isOne(statement);
      }
    });
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
        MapRunCounts.of((Long[]) row.getArray("counts").getArray()),
        Rows.redrives(row));
  }
}
