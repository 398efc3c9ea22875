package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Rows.Of;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rows of one shard in one transaction of statements that write one table each and name the shard as a parameter:
 * on a distributed PostgreSQL each is one task of one machine. Only messages may go to other shards.
 */
final class ShardTransactions implements WriteForm {
  private static final String MOVE = """
      update run r
      set rev = r.rev + 1, next_event = u.next_event, state = u.state, wake_at = %s
      from %s
      where r.shard = ? and r.id = u.id and r.rev = u.rev
      """.formatted(BurstRows.EARLIER_ALARM, BurstRows.BURSTS.as("u"));

  private static final String CLOSE = """
      delete from run r using %s
      where r.shard = ? and r.id = u.id and r.rev = u.rev
      """.formatted(BurstRows.BURSTS.as("u"));

  private static final String END = """
      delete from task t using %s
      where t.shard = ? and t.id = d.id and t.seq = d.seq and t.attempt = d.attempt and %s
      """.formatted(BurstRows.ENDS.as("d"), BurstRows.MAY_END);

  private static final String RELEASE = """
      update task t set owner = null
      from %s
      where t.shard = ? and t.id = l.id and t.seq = l.seq and t.attempt = l.attempt
      """.formatted(BurstRows.RELEASES.as("l"));

  private static final String APPLY = """
      delete from inbox b using %s
      where b.shard = ? and b.at = a.at and b.uid = a.uid and b.id = a.id
      """.formatted(BurstRows.APPLIED.as("a"));

  private static final String CLOSE_EXECUTION = """
      update execution e
      set status = u.status, stopped_at = u.stopped_at, output = u.output, error = u.error,
        cause = u.cause
      from %s
      where e.shard = ? and e.id = u.id and (e.day = u.day or e.day = 0)
        and (e.day = 0 or e.day between ? and ?)
      """.formatted(BurstRows.BURSTS.as("u"));

  private static final String DROP_TASKS = """
      delete from task t using %s where t.shard = ? and t.id = u.id
      """.formatted(BurstRows.BURSTS.as("u"));

  private static final String DROP_ITEMS = """
      delete from map_item i using %s where i.shard = ? and i.id = u.id
      """.formatted(BurstRows.BURSTS.as("u"));

  private static final String DROP_FRAMES = """
      delete from map_item i using %s where i.shard = ? and i.id = f.id and i.frame = f.frame
      """.formatted(BurstRows.FRAMES.as("f"));

  private static final Insert<Of<NewExecution>> NAMES = Insert.into(
      "exec_name (shard, sm_id, name, id)",
      Unnest.<Of<NewExecution>>rows()
          .smallint("shard", r -> r.key().shard())
          .uuid("sm_id", r -> r.row().stateMachineId())
          .text("name", r -> r.row().name())
          .uuid("id", r -> r.key().id()),
      "on conflict do nothing returning id");

  private static final Insert<Of<NewExecution>> EXECUTIONS = Insert.into(
      "execution (shard, day, id, sm_id, revision, version, alias, name, started_at, input, input_hash,"
          + " parent, status, stopped_at, output, error, cause)",
      StartRows.EXECUTIONS.without("named"), "on conflict do nothing returning id");

  private static final Insert<Of<StartRows.Opened>> RUNS = Insert.into(
      "run (shard, id, next_event, wake_at, state, lane, rev)", StartRows.RUNS.constant("1"), "");

  private static final Insert<Of<NewTask>> TASKS = Insert.into(
      "task (" + Rows.TASK_COLUMNS + ", heartbeat_at)",
      Rows.TASKS.given("now()",
          task -> task.row().heartbeatSeconds() != null && task.row().activityId() == null),
      "");

  private static final Insert<Of<HistorySegment>> HISTORY = Insert.into(
      "history (shard, day, id, first_event, last_event, codec, data)", Rows.HISTORY, "");

  private static final Insert<Of<StoredPayload>> PAYLOADS = Insert.into(
      "payload (shard, day, id, hash, codec, data)", Rows.PAYLOADS, "on conflict do nothing");

  private static final Insert<Of<KeptItem>> ITEMS = Insert.into(
      "map_item (shard, id, frame, idx, status, output)", Rows.ITEMS, "");

  private static final Insert<OutgoingMessage> MESSAGES = Insert.into(
      "inbox (shard, id, uid, kind, body, at)", Rows.MESSAGES.constant("now()"), "");

  /** Two batches that take names in one order cannot wait for each other. */
  private static final Comparator<Of<NewExecution>> NAME_ORDER = Comparator
      .comparing((Of<NewExecution> named) -> named.row().stateMachineId())
      .thenComparing(named -> named.row().name())
      .thenComparing(named -> named.key().id());

  private final Pool pool;

  ShardTransactions(Pool pool) {
    this.pool = pool;
  }

  @Override
  public <T> List<List<T>> cut(List<T> batch, Function<T, ExecutionKey> key) {
    return List.copyOf(batch.stream()
        .collect(Collectors.groupingBy(row -> key.apply(row).shard(), TreeMap::new,
            Collectors.toList()))
        .values());
  }

  @Override
  public void commit(BurstRows rows) {
    int shard = rows.keys().getFirst().shard();
    List<Of<Burst>> open = rows.open();
    List<Of<Burst>> closing = rows.closing();
    pool.transaction(connection -> {
      Part part = new Part(connection, shard);
      part.all(MOVE, BurstRows.BURSTS, open);
      part.all(CLOSE, BurstRows.BURSTS, closing);
      part.all(END, BurstRows.ENDS, rows.ends);
      part.all(RELEASE, BurstRows.RELEASES, rows.releases);
      part.all(APPLY, BurstRows.APPLIED, rows.applied);
      part.closeExecutions(closing);
      part.change(DROP_TASKS, BurstRows.BURSTS, closing);
      part.change(DROP_ITEMS, BurstRows.BURSTS, closing);
      part.change(DROP_FRAMES, BurstRows.FRAMES, rows.frames);
      TASKS.run(connection, rows.tasks);
      HISTORY.run(connection, rows.history);
      PAYLOADS.run(connection, rows.payloads);
      ITEMS.run(connection, rows.items);
      return send(connection, rows.messages);
    });
  }

  @Override
  public Set<UUID> start(StartRows rows) {
    return pool.transaction(connection -> {
      Set<UUID> named = Insert.ids(NAMES, connection,
          rows.executions.stream()
              .filter(execution -> execution.row().nameGiven())
              .sorted(NAME_ORDER)
              .toList());
      Set<UUID> created = Insert.ids(EXECUTIONS, connection,
          rows.executions.stream()
              .filter(row -> !row.row().nameGiven() || named.contains(row.key().id()))
              .toList());
      HISTORY.run(connection, of(created, rows.history));
      PAYLOADS.run(connection, of(created, rows.payloads));
      RUNS.run(connection, of(created, rows.runs));
      TASKS.run(connection, of(created, rows.tasks));
      ITEMS.run(connection, of(created, rows.items));
      send(connection, of(created, rows.messages).stream().map(Of::row).toList());
      return created;
    });
  }

  private static <T> List<Of<T>> of(Set<UUID> executions, List<Of<T>> rows) {
    return rows.stream().filter(row -> executions.contains(row.key().id())).toList();
  }

  /** Each statement carries messages for one shard. */
  private static int send(Connection connection, List<OutgoingMessage> messages)
      throws SQLException {
    int sent = 0;
    Map<Integer, List<OutgoingMessage>> shards = joined(messages).stream()
        .collect(Collectors.groupingBy(message -> message.to().shard(), TreeMap::new,
            Collectors.toList()));
    for (List<OutgoingMessage> toOne : shards.values()) {
      sent += MESSAGES.run(connection, toOne);
    }
    return sent;
  }

  /** As {@link Rows#MESSAGES_JOINED}: closings of one Map run's children become one message. */
  private static List<OutgoingMessage> joined(List<OutgoingMessage> messages) {
    Map<ExecutionKey, ByteArrayOutputStream> closings = new LinkedHashMap<>();
    List<OutgoingMessage> all = new ArrayList<>();
    for (OutgoingMessage message : messages) {
      if (message.kind() == MessageKind.ITEMS_CLOSED) {
        closings.computeIfAbsent(message.to(), _ -> new ByteArrayOutputStream())
            .writeBytes(message.body());
      } else {
        all.add(message);
      }
    }
    closings.forEach((to, bodies) -> all.add(
        new OutgoingMessage(to, MessageKind.ITEMS_CLOSED, bodies.toByteArray())));
    return all;
  }

  /** Changes of rows of one shard. */
  private record Part(Connection connection, int shard) {
    /** Changes a row for each of these, or throws. */
    private <T> void all(String sql, Unnest<T> columns, List<T> rows) throws SQLException {
      if (change(sql, columns, rows) != rows.size()) {
        throw wrongCount();
      }
    }

    private <T> int change(String sql, Unnest<T> columns, List<T> rows) throws SQLException {
      if (rows.isEmpty()) {
        return 0;
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setInt(columns.bind(statement, 1, rows), shard);
        return statement.executeUpdate();
      }
    }

    private void closeExecutions(List<Of<Burst>> closing) throws SQLException {
      if (closing.isEmpty()) {
        return;
      }
      List<ExecutionKey> keys = closing.stream().map(Of::key).toList();
      try (PreparedStatement statement = connection.prepareStatement(CLOSE_EXECUTION)) {
        int next = BurstRows.BURSTS.bind(statement, 1, closing);
        statement.setInt(next++, shard);
        statement.setInt(next++, Rows.firstDay(keys));
        statement.setInt(next, Rows.lastDay(keys));
        if (statement.executeUpdate() != closing.size()) {
          throw wrongCount();
        }
      }
    }

    private static SQLException wrongCount() {
      return new SQLException("an execution has moved on, or lost a task or a message",
          Refusals.WRONG_COUNT);
    }
  }

  /** Inserts rows as lists of values. Few lengths of lists make few statements for the server to know. */
  private record Insert<R>(String into, Unnest<R> columns, String end) {
    private static final List<Integer> LENGTHS = List.of(64, 16, 4, 1);

    static <R> Insert<R> into(String table, Unnest<R> columns, String end) {
      return new Insert<>(table, columns, end);
    }

    private String sql(int rows) {
      return "insert into " + into + " values " + columns.values(rows) + " " + end;
    }

    /** How many rows were written. */
    private int run(Connection connection, List<R> rows) throws SQLException {
      int written = 0;
      for (List<R> part : parts(rows)) {
        try (PreparedStatement statement = connection.prepareStatement(sql(part.size()))) {
          columns.bindValues(statement, part);
          written += statement.executeUpdate();
        }
      }
      return written;
    }

    /** What the rows that were written return. */
    private static <R> Set<UUID> ids(Insert<R> insert, Connection connection, List<R> rows)
        throws SQLException {
      Set<UUID> ids = new HashSet<>();
      for (List<R> part : insert.parts(rows)) {
        try (PreparedStatement statement = connection.prepareStatement(insert.sql(part.size()))) {
          insert.columns.bindValues(statement, part);
          try (ResultSet returned = statement.executeQuery()) {
            while (returned.next()) {
              ids.add(returned.getObject(1, UUID.class));
            }
          }
        }
      }
      return ids;
    }

    private List<List<R>> parts(List<R> rows) {
      List<List<R>> parts = new ArrayList<>();
      int from = 0;
      for (int length : LENGTHS) {
        while (rows.size() - from >= length) {
          parts.add(rows.subList(from, from + length));
          from += length;
        }
      }
      return parts;
    }
  }
}
