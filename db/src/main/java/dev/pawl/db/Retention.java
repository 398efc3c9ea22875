package dev.pawl.db;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.MapItems;
import dev.pawl.db.execution.Seals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Forgets executions that closed longer ago than they are to be kept. A day of starts that lies back far enough is
 * cleared of what must stay, which moves to day 0, and then dropped whole; day 0 and machines with a shorter time
 * than the others are cleared row by row. Every step may be repeated, also by two nodes at once. Open executions
 * are never touched but for the day that their rows are in.
 */
public final class Retention {
  /** The tag of a state machine that says for how many days after their end its executions are kept. */
  public static final String TAG = "pawl:retention-days";

  /** The least and the most days. */
  public static final int LEAST_DAYS = 1;
  public static final int MOST_DAYS = 3_650;

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  /** The server's answers where a lock did not come in time, or the statement took too long. */
  static final List<String> IN_USE = List.of("55P03", "57014", "40P01", "40001");

  /** So many rows are cleared in one transaction. */
  private static final int ROWS = 500;

  private static final UUID FIRST = new UUID(0, 0);

  /** Whether an execution {@code e} is over its time, {@code k} being the days of its machine. */
  private static final String OVER = """
      (e.status <> 'RUNNING' and e.stopped_at <= now() - make_interval(days => coalesce(k.days, ?))
        and not exists (
          select from held o where o.machine = e.sm_id and o.prefix = left(e.id::text, 13)))
      """;

  private static final String PAST_DAYS = """
      select d.day from (
        select substring(c.relname from '_d([0-9]+)$')::int as day
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'execution'::regclass) d
      where d.day > 0 and d.day + 1 + ? <= extract(epoch from now())::bigint / 86400
      order by d.day
      """;

  private static final String DAY = MapRunFamilies.HEAD + """
      select e.shard, e.id, e.sm_id, e.name, %s as over
      from execution e left join kept k on k.resource = e.sm_id
      where e.day = ? and (e.shard, e.id) > (?::smallint, ?::uuid)
      order by e.shard, e.id
      limit ?
      """.formatted(OVER);

  private static final Unnest<Row> KEYS = Unnest.<Row>rows()
      .smallint("shard", Row::shard)
      .uuid("id", Row::id);

  private static final Unnest<Row> NAMES = Unnest.<Row>rows()
      .smallint("shard", Row::shard)
      .uuid("id", Row::id)
      .uuid("sm_id", Row::machine)
      .text("name", Row::name);

  private static final String MOVE_EXECUTIONS = """
      update execution e set day = 0 from %s
      where e.shard = k.shard and e.id = k.id and e.day = ?
      """.formatted(KEYS.as("k"));

  private static final String MOVE_HISTORY = """
      update history h set day = 0 from %s
      where h.shard = k.shard and h.id = k.id and h.day = ?
      """.formatted(KEYS.as("k"));

  /** A value that was written again after its execution had moved. */
  private static final String DROP_TWINS = """
      delete from payload p using %s, payload q
      where p.shard = k.shard and p.id = k.id and p.day = ?
        and q.shard = k.shard and q.id = k.id and q.day = 0 and q.hash = p.hash
      """.formatted(KEYS.as("k"));

  private static final String MOVE_PAYLOADS = """
      update payload p set day = 0 from %s
      where p.shard = k.shard and p.id = k.id and p.day = ?
      """.formatted(KEYS.as("k"));

  private static final String FORGET_NAMES = """
      delete from exec_name n using %s
      where n.shard = k.shard and n.sm_id = k.sm_id and n.name = k.name and n.id = k.id
      """.formatted(NAMES.as("k"));

  /** Parents first, as every statement does; waiting longer would hold up all the others behind this. */
  private static final String LOCK = """
      set local lock_timeout = '2s';
      set local statement_timeout = '4s';
      set local enable_seqscan = off;
      set local enable_hashjoin = off;
      set local enable_mergejoin = off;
      lock table only execution, only history, only payload in access exclusive mode
      """;

  /** What was reopened since it was passed over. */
  private static final String REOPENED = """
      select e.shard, e.id, e.sm_id, e.name from run r
      join execution e on e.shard = r.shard and e.id = r.id and e.day = ?
      where r.shard = any (array(select generate_series(0, 255)::smallint)) and r.id >= ? and r.id < ?
      """;

  private static final String NAME_AGAIN = """
      insert into exec_name (shard, sm_id, name, id)
      select k.shard, k.sm_id, k.name, k.id from %s
      where k.name not in ('', k.id::text)
      on conflict do nothing
      """.formatted(NAMES.as("k"));

  /** Those that have moved: a commit may have written to the old day since. */
  private static final String MOVED = """
      select e.shard, e.id, e.sm_id, e.name from execution e
      where e.shard = any (array(select generate_series(0, 255)::smallint)) and e.id >= ? and e.id < ? and e.day = 0
      """;

  private static final String OLD_SURVIVORS = MapRunFamilies.HEAD + """
      select e.shard, e.id, e.sm_id, e.name, e.day
      from execution e left join kept k on k.resource = e.sm_id
      where e.day = 0 and %s
      limit ?
      for update of e skip locked
      """.formatted(OVER);

  private static final String SHORTER = MapRunFamilies.HEAD + """
      select k.resource from kept k where k.days < ?
      """;

  private static final String OF_MACHINE = MapRunFamilies.HEAD + """
      select e.shard, e.id, e.sm_id, e.name, e.day
      from execution e join kept k on k.resource = e.sm_id
      where e.sm_id = ? and e.started_at <= now() - make_interval(days => ?) and %s
      limit ?
      for update of e skip locked
      """.formatted(OVER);

  /** Closed Map runs are kept a little longer than executions of their machine: their children go first. */
  private static final String FORGET_MAP_RUNS = MapRunFamilies.HEAD + """
      delete from map_run m
      where m.shard = any (array(select generate_series(0, 255)::smallint)) and m.status <> 'RUNNING'
        and m.stopped_at <= now() - make_interval(hours => 1,
          days => coalesce((select k.days from kept k where k.resource = m.sm_id), ?))
      """;

  /** Closed Map runs of which more is kept than their rows, and that cannot be redriven, or no longer. */
  private static final String LEFT_OVER = MapRunFamilies.HEAD + """
      select m.shard, m.id from map_run m
      where m.shard = any (array(select generate_series(0, 255)::smallint)) and m.status <> 'RUNNING'
        and (m.status = 'SUCCEEDED' or m.stopped_at <= now() - make_interval(hours => 1,
          days => coalesce((select k.days from kept k where k.resource = m.sm_id), ?)))
        and exists (select from map_item i where i.shard = m.shard and i.id = m.id)
      """;

  private static final Unnest<Row> PLACES = Unnest.<Row>rows()
      .smallint("shard", Row::shard)
      .uuid("id", Row::id)
      .integer("day", Row::day);

  private static final List<String> FORGET = List.of("history", "payload", "execution").stream()
      .map(table -> """
          delete from %s x using %s
          where x.shard = k.shard and x.id = k.id and (x.day = k.day or x.day = 0)
          """.formatted(table, PLACES.as("k")))
      .toList();

  private final Pool pool;
  private final Seals seals;

  private record Row(int shard, UUID id, UUID machine, String name, int day) {}

  Retention(Pool pool, Seals seals) {
    this.seals = seals;
    this.pool = pool;
  }

  /**
   * What was forgotten.
   *
   * @param days the days that were dropped whole, in order
   * @param inUse the days that are over but whose tables somebody uses; they are left for the next call
   * @param executions how many were cleared row by row
   */
  public record Outcome(List<Integer> days, List<Integer> inUse, int executions) {
    public Outcome {
      days = List.copyOf(days);
      inUse = List.copyOf(inUse);
    }
  }

  /** The number of days that a value of {@link #TAG} says; empty where it is not one from 1 to 3,650. */
  public static OptionalInt days(String value) {
    if (!NUMBER.matcher(value).matches() || Integer.parseInt(value) > MOST_DAYS) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(value));
  }

  /**
   * Forgets what is over its time. A day whose tables are in use, by a backup for instance, is left for the next
   * call.
   *
   * @param defaultDays for how many days executions are kept whose state machine has no tag, from 1 to 3,650
   */
  public Outcome enforce(int defaultDays) {
    if (defaultDays < LEAST_DAYS || defaultDays > MOST_DAYS) {
      throw new IllegalArgumentException("executions are kept for 1 to 3650 days: " + defaultDays);
    }
    List<Integer> dropped = new ArrayList<>();
    List<Integer> inUse = new ArrayList<>();
    MapRunFamilies families = MapRunFamilies.load(pool, defaultDays);
    for (int day : pastDays(defaultDays)) {
      try {
        clear(day, defaultDays, families);
        drop(day);
        dropped.add(day);
      } catch (StatementFailedException e) {
        if (!IN_USE.contains(e.sqlState())) {
          throw e;
        }
        inUse.add(day);
      }
    }
    int rows = forgetAll(connection -> survivors(connection, defaultDays, families));
    for (UUID machine : shorter(defaultDays, families)) {
      rows += forgetAll(connection -> ofMachine(connection, machine, defaultDays, families));
    }
    leftOver(defaultDays, families).forEach(new MapItems(pool, seals)::forget);
    forgetMapRuns(defaultDays, families);
    return new Outcome(dropped, inUse, rows);
  }

  private List<ExecutionKey> leftOver(int defaultDays, MapRunFamilies families) {
    return pool.read(connection -> {
      List<ExecutionKey> mapRuns = new ArrayList<>();
      try (var statement = connection.prepareStatement(LEFT_OVER)) {
        statement.setInt(families.bind(statement), defaultDays);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            mapRuns.add(new ExecutionKey(rows.getInt("shard"), rows.getObject("id", UUID.class)));
          }
        }
      }
      return mapRuns;
    });
  }

  private int forgetMapRuns(int defaultDays, MapRunFamilies families) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(FORGET_MAP_RUNS)) {
        statement.setInt(families.bind(statement), defaultDays);
        return statement.executeUpdate();
      }
    });
  }

  private List<Integer> pastDays(int defaultDays) {
    return pool.read(connection -> {
      List<Integer> days = new ArrayList<>();
      try (var statement = connection.prepareStatement(PAST_DAYS)) {
        statement.setInt(1, defaultDays);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            days.add(rows.getInt(1));
          }
        }
      }
      return days;
    });
  }

  /** Moves what stays to day 0 and gives the names of the others free, in small transactions and no order. */
  private void clear(int day, int defaultDays, MapRunFamilies families) {
    Row last = new Row(-1, FIRST, FIRST, "", day);
    boolean more = true;
    while (more) {
      List<Row> staying = new ArrayList<>();
      List<Row> over = new ArrayList<>();
      Row after = last;
      last = pool
          .read(connection -> page(connection, day, defaultDays, families, after, staying, over));
      pool.transaction(connection -> {
        // Its name went when it was over its time, and it was reopened before its day could be dropped.
        update(connection, NAME_AGAIN, NAMES, staying);
        move(connection, staying, day);
        return update(connection, FORGET_NAMES, NAMES, over);
      });
      more = staying.size() + over.size() == ROWS;
    }
  }

  private static Row page(Connection connection, int day, int defaultDays,
      MapRunFamilies families, Row after, List<Row> staying, List<Row> over) throws SQLException {
    Row last = after;
    try (var statement = connection.prepareStatement(DAY)) {
      int next = families.bind(statement);
      statement.setInt(next++, defaultDays);
      statement.setInt(next++, day);
      statement.setInt(next++, after.shard());
      statement.setObject(next++, after.id());
      statement.setInt(next, ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          last = row(rows, day);
          (rows.getBoolean("over") ? over : staying).add(last);
        }
      }
    }
    return last;
  }

  private void drop(int day) {
    pool.transaction(connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute(LOCK);
        List<Row> reopened = ofDay(connection, REOPENED, day);
        update(connection, NAME_AGAIN, NAMES, reopened);
        move(connection, reopened, day);
        move(connection, ofDay(connection, MOVED, day), day);
        for (String table : Partitions.TABLES) {
          Partitions.drop(statement, table, day);
        }
      }
      return true;
    });
  }

  /** The ids of a day lie side by side. */
  private static List<Row> ofDay(Connection connection, String sql, int day) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      int next = 1;
      if (sql.equals(REOPENED)) {
        statement.setInt(next++, day);
      }
      statement.setObject(next++, firstId(day));
      statement.setObject(next, firstId(day + 1));
      return rows(statement, day);
    }
  }

  private static UUID firstId(int day) {
    return new UUID((day * 86_400_000L) << 16, 0);
  }

  private static void move(Connection connection, List<Row> rows, int day) throws SQLException {
    if (!rows.isEmpty()) {
      for (String sql : List.of(MOVE_EXECUTIONS, MOVE_HISTORY, DROP_TWINS, MOVE_PAYLOADS)) {
        try (var statement = connection.prepareStatement(sql)) {
          statement.setInt(KEYS.bind(statement, 1, rows), day);
          statement.executeUpdate();
        }
      }
    }
  }

  /** Rounds of some hundred until there is no more. */
  private int forgetAll(Pool.Work<List<Row>> finder) {
    int all = 0;
    int found;
    do {
      found = pool.transaction(connection -> {
        List<Row> rows = finder.with(connection);
        update(connection, FORGET_NAMES, NAMES, rows);
        for (String sql : FORGET) {
          update(connection, sql, PLACES, rows);
        }
        return rows.size();
      });
      all += found;
    } while (found == ROWS);
    return all;
  }

  private static List<Row> survivors(Connection connection, int defaultDays,
      MapRunFamilies families) throws SQLException {
    try (var statement = connection.prepareStatement(OLD_SURVIVORS)) {
      int next = families.bind(statement);
      statement.setInt(next++, defaultDays);
      statement.setInt(next, ROWS);
      return rows(statement, 0);
    }
  }

  private List<UUID> shorter(int defaultDays, MapRunFamilies families) {
    return pool.read(connection -> {
      List<UUID> machines = new ArrayList<>();
      try (var statement = connection.prepareStatement(SHORTER)) {
        statement.setInt(families.bind(statement), defaultDays);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            machines.add(rows.getObject(1, UUID.class));
          }
        }
      }
      return machines;
    });
  }

  private static List<Row> ofMachine(Connection connection, UUID machine, int defaultDays,
      MapRunFamilies families) throws SQLException {
    try (var statement = connection.prepareStatement(OF_MACHINE)) {
      int next = families.bind(statement);
      statement.setObject(next++, machine);
      statement.setInt(next++, LEAST_DAYS);
      statement.setInt(next++, defaultDays);
      statement.setInt(next, ROWS);
      List<Row> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(row(rows, rows.getInt("day")));
        }
      }
      return found;
    }
  }

  private static int update(Connection connection, String sql, Unnest<Row> columns, List<Row> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (var statement = connection.prepareStatement(sql)) {
      columns.bind(statement, 1, rows);
      return statement.executeUpdate();
    }
  }

  private static List<Row> rows(PreparedStatement statement, int day) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(row(rows, day));
      }
    }
    return found;
  }

  private static Row row(ResultSet row, int day) throws SQLException {
    return new Row(row.getInt("shard"), row.getObject("id", UUID.class),
        row.getObject("sm_id", UUID.class), row.getString("name"), day);
  }
}
