package dev.pawl.db.execution;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.db.connection.Pool;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Executions, open and closed, as their callers ask for them. */
public final class Executions {
  private static final String COLUMNS = """
      select e.shard, e.id, e.sm_id, e.revision, e.version, e.alias, e.name, e.status, e.started_at, e.stopped_at,
        e.input, e.input_hash, e.output, e.error, e.cause, e.parent, e.redrive_count, e.redriven_at,
        e.redrive_tokens
      from execution e
      """;

  private static final String BY_KEY = COLUMNS
      + "where e.shard = ? and e.id = ? and (e.day = ? or e.day = 0)";

  /** The id alone does not tell the shard: a look into each. */
  private static final String BY_ID = COLUMNS
      + """
      where e.shard = any (array(select generate_series(0, 255)::smallint)) and e.id = ?
        and (e.day = ? or e.day = 0)
      """;

  private static final String BY_KEYS = COLUMNS
      + """
      join %s on e.shard = k.shard and e.id = k.id and (e.day = k.day or e.day = 0)
      where e.day = 0 or e.day between ? and ?
      """.formatted(Rows.KEYS.as("k"));

  /** Without what may be large. */
  private static final String CHILDREN = """
      select e.shard, e.id, e.status, e.started_at, e.redrive_count, e.parent
      from execution e
      join %s on e.shard = k.shard and e.id = k.id and (e.day = k.day or e.day = 0)
      where e.parent is not null and (e.day = 0 or e.day between ? and ?)
      """.formatted(Rows.KEYS.as("k"));

  /** The last event and the status are of one moment. */
  private static final String PROGRESS = """
      select e.shard, e.id, e.status,
        (select coalesce(max(h.last_event), 0) from history h
         where h.shard = e.shard and h.id = e.id and (h.day = k.day or h.day = 0)) as last_event
      from execution e
      join %s on e.shard = k.shard and e.id = k.id and (e.day = k.day or e.day = 0)
      where e.day = 0 or e.day between ? and ?
      """.formatted(Rows.KEYS.as("k"));

  private static final String HOLDER = "select id from exec_name where shard = ? and sm_id = ? and name = ?";

  private static final String LIST = """
      select e.shard, e.id, e.sm_id, e.version, e.alias, e.name, e.status, e.started_at, e.stopped_at,
        e.redrive_count, e.redriven_at
      from execution e
      where e.sm_id = ?
        and e.started_at <= coalesce(?::timestamptz, 'infinity')
        and (e.started_at < coalesce(?::timestamptz, 'infinity') or e.id > ?::uuid)
        and (e.redrive_count > 0) = coalesce(?::boolean, e.redrive_count > 0)
        and (?::integer is null or e.version = ?)
        and (?::text is null or e.alias = ?)
        %s
      order by e.started_at desc, e.id
      limit ?
      """;

  private static final String LIST_ALL = LIST.formatted("");

  private static final String LIST_STATUS = LIST.formatted("and e.status = ?");

  private static final String ANY_OPEN = "select exists (select from execution where sm_id = ? and status = 'RUNNING')";

  private final Pool pool;
  private final SealedRows sealed;

  public Executions(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /** Where a page of a list ended: the next begins after it. */
  public record Cursor(Instant startedAt, UUID id) {}

  /** Finds an execution by where it is. */
  public Optional<ExecutionRow> find(ExecutionKey key) {
    return pool.<Optional<ExecutionRow>>read(connection -> {
      try (var statement = connection.prepareStatement(BY_KEY)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        statement.setInt(3, key.day());
        return single(statement);
      }
    }).map(sealed::open);
  }

  /** Finds many executions, in any order; those that are not there are left out. */
  public List<ExecutionRow> find(List<ExecutionKey> keys) {
    return pool.<List<ExecutionRow>>read(connection -> {
      List<ExecutionRow> found = new ArrayList<>();
      try (var statement = connection.prepareStatement(BY_KEYS)) {
        int next = Rows.KEYS.bind(statement, 1, keys);
        statement.setInt(next++, Rows.firstDay(keys));
        statement.setInt(next, Rows.lastDay(keys));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.add(row(rows));
          }
        }
      }
      return found;
    }).stream().map(sealed::open).toList();
  }

  /** How many children stand, in any order; those that are not there are left out. */
  public List<ChildRow> children(List<ExecutionKey> keys) {
    return pool.read(connection -> {
      List<ChildRow> found = new ArrayList<>();
      try (var statement = connection.prepareStatement(CHILDREN)) {
        int next = Rows.KEYS.bind(statement, 1, keys);
        statement.setInt(next++, Rows.firstDay(keys));
        statement.setInt(next, Rows.lastDay(keys));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.add(new ChildRow(Rows.key(rows),
                ExecutionStatus.valueOf(rows.getString("status")), Rows.time(rows, "started_at"),
                rows.getInt("redrive_count"), rows.getBytes("parent")));
          }
        }
      }
      return found;
    });
  }

  /** How far executions have come, in any order; those that are not there are left out. */
  public List<Progress> progress(List<ExecutionKey> keys) {
    return pool.read(connection -> {
      List<Progress> found = new ArrayList<>();
      try (var statement = connection.prepareStatement(PROGRESS)) {
        int next = Rows.KEYS.bind(statement, 1, keys);
        statement.setInt(next++, Rows.firstDay(keys));
        statement.setInt(next, Rows.lastDay(keys));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.add(new Progress(Rows.key(rows),
                ExecutionStatus.valueOf(rows.getString("status")), rows.getInt("last_event")));
          }
        }
      }
      return found;
    });
  }

  /** Finds an execution by its id alone; slower than with its shard. */
  public Optional<ExecutionRow> find(UUID id) {
    return pool.<Optional<ExecutionRow>>read(connection -> {
      try (var statement = connection.prepareStatement(BY_ID)) {
        statement.setObject(1, id);
        statement.setInt(2, new ExecutionKey(0, id).day());
        return single(statement);
      }
    }).map(sealed::open);
  }

  /** Finds an execution by its name, given or made up. */
  public Optional<ExecutionRow> find(UUID stateMachineId, String name) {
    int shard = Shards.of(stateMachineId, name);
    return holder(shard, stateMachineId, name)
        .or(() -> asId(name))
        .flatMap(id -> find(new ExecutionKey(shard, id)))
        .filter(row -> row.stateMachineId().equals(stateMachineId) && row.name().equals(name));
  }

  private Optional<UUID> holder(int shard, UUID stateMachineId, String name) {
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(HOLDER)) {
        statement.setInt(1, shard);
        statement.setObject(2, stateMachineId);
        statement.setString(3, name);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
        }
      }
    });
  }

  private static Optional<UUID> asId(String name) {
    try {
      return Optional.of(UUID.fromString(name));
    } catch (IllegalArgumentException aGivenName) {
      return Optional.empty();
    }
  }

  /** Lists executions as below, by whatever version or alias they were started. */
  public List<ExecutionSummary> list(
      UUID stateMachineId, Optional<ExecutionStatus> status, Optional<Boolean> redriven,
      int limit, Optional<Cursor> after) {
    return list(stateMachineId, status, redriven, new ListedBy.Any(), limit, after);
  }

  /**
   * Lists the executions of a state machine, the latest start first.
   *
   * @param redriven only those that were redriven, or that were not; empty for all
   * @param by which of them
   * @param limit the most to return
   * @param after where the page before ended
   */
  public List<ExecutionSummary> list(
      UUID stateMachineId, Optional<ExecutionStatus> status, Optional<Boolean> redriven,
      ListedBy by, int limit, Optional<Cursor> after) {
    return pool.read(connection -> {
      List<ExecutionSummary> page = new ArrayList<>();
      String sql = status.isPresent() ? LIST_STATUS : LIST_ALL;
      try (var statement = connection.prepareStatement(sql)) {
        int next = 1;
        statement.setObject(next++, stateMachineId);
        statement.setObject(next++, startedAt(after));
        statement.setObject(next++, startedAt(after));
        statement.setObject(next++, after.map(Cursor::id).orElse(null));
        statement.setObject(next++, redriven.orElse(null), Types.BOOLEAN);
        Integer version = by instanceof ListedBy.Version(int number) ? number : null;
        statement.setObject(next++, version, Types.INTEGER);
        statement.setObject(next++, version, Types.INTEGER);
        String alias = by instanceof ListedBy.Alias(String name) ? name : null;
        statement.setString(next++, alias);
        statement.setString(next++, alias);
        if (status.isPresent()) {
          statement.setString(next++, status.get().name());
        }
        statement.setInt(next, limit);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            page.add(summary(rows));
          }
        }
      }
      return page;
    });
  }

  private static @Nullable Object startedAt(Optional<Cursor> after) {
    return after.map(cursor -> cursor.startedAt().atOffset(ZoneOffset.UTC)).orElse(null);
  }

  /** Whether a state machine has an execution that runs. */
  public boolean anyOpen(UUID stateMachineId) {
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(ANY_OPEN)) {
        statement.setObject(1, stateMachineId);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return row.getBoolean(1);
        }
      }
    });
  }

  private static ExecutionSummary summary(ResultSet row) throws SQLException {
    return new ExecutionSummary(
        Rows.key(row),
        row.getObject("sm_id", UUID.class),
        Qualifier.of(Rows.integerOrNull(row, "version"), row.getString("alias")),
        Rows.name(row),
        ExecutionStatus.valueOf(row.getString("status")),
        Rows.time(row, "started_at"),
        Rows.timeOrNull(row, "stopped_at"),
        Rows.redrives(row));
  }

  private static Optional<ExecutionRow> single(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(row(row));
    }
  }

  private static ExecutionRow row(ResultSet row) throws SQLException {
    return new ExecutionRow(
        Rows.key(row),
        row.getObject("sm_id", UUID.class),
        row.getInt("revision"),
        Qualifier.of(Rows.integerOrNull(row, "version"), row.getString("alias")),
        Rows.name(row),
        ExecutionStatus.valueOf(row.getString("status")),
        Rows.time(row, "started_at"),
        Rows.timeOrNull(row, "stopped_at"),
        row.getBytes("input"),
        row.getBytes("input_hash"),
        Optional.ofNullable(row.getBytes("output")),
        row.getString("error"),
        row.getString("cause"),
        Optional.ofNullable(row.getBytes("parent")),
        Rows.redrives(row),
        row.getString("redrive_tokens"));
  }
}
