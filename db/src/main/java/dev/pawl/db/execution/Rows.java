package dev.pawl.db.execution;

import dev.pawl.db.connection.Unnest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The columns that starts and commits write alike, and how columns are read. */
final class Rows {
  /** A row that belongs to an execution. */
  record Of<T>(ExecutionKey key, int day, T row) {}

  static final Unnest<Of<KeptItem>> ITEMS = Unnest.<Of<KeptItem>>rows()
      .smallint("shard", i -> i.key().shard())
      .uuid("id", i -> i.key().id())
      .integer("frame", i -> i.row().frame())
      .integer("idx", i -> i.row().idx())
      .smallint("status", i -> i.row().status())
      .bytea("output", i -> i.row().output());

  static final Unnest<Of<HistorySegment>> HISTORY = Unnest.<Of<HistorySegment>>rows()
      .smallint("shard", r -> r.key().shard())
      .integer("day", Of::day)
      .uuid("id", r -> r.key().id())
      .integer("first_event", r -> r.row().firstEvent())
      .integer("last_event", r -> r.row().lastEvent())
      .smallint("codec", r -> (int) r.row().codec())
      .bytea("data", r -> r.row().data());

  static final Unnest<Of<StoredPayload>> PAYLOADS = Unnest.<Of<StoredPayload>>rows()
      .smallint("shard", r -> r.key().shard())
      .integer("day", Of::day)
      .uuid("id", r -> r.key().id())
      .bytea("hash", r -> r.row().hash())
      .smallint("codec", r -> (int) r.row().codec())
      .bytea("data", r -> r.row().data());

  static final Unnest<Of<NewTask>> TASKS = Unnest.<Of<NewTask>>rows()
      .smallint("shard", r -> r.key().shard())
      .uuid("id", r -> r.key().id())
      .integer("seq", r -> r.row().seq())
      .integer("attempt", r -> r.row().attempt())
      .smallint("kind", r -> r.row().kind().code())
      .uuid("owner", r -> r.row().owner())
      .uuid("activity_id", r -> r.row().activityId())
      .integer("timeout_s", r -> r.row().timeoutSeconds())
      .time("deadline", r -> r.row().deadline())
      .integer("heartbeat_s", r -> r.row().heartbeatSeconds())
      .bytea("request", r -> r.row().request());

  /** The task columns of {@link #TASKS}; silence counts from now, for an activity from its claim. */
  static final String TASK_COLUMNS = "shard, id, seq, attempt, kind, owner, activity_id, timeout_s, deadline, heartbeat_s, request";

  static final String HEARTBEAT_FROM = "case when n.heartbeat_s is not null and n.activity_id is null then now() end";

  static final Unnest<OutgoingMessage> MESSAGES = Unnest.<OutgoingMessage>rows()
      .smallint("shard", m -> m.to().shard())
      .uuid("id", m -> m.to().id())
      .bigint("uid", _ -> ThreadLocalRandom.current().nextLong())
      .smallint("kind", m -> m.kind().code())
      .bytea("body", OutgoingMessage::body);

  /** Closings of one Map run's children in one statement are one message: their bodies are joined. */
  static final String MESSAGES_JOINED = """
      select m.shard, now(), min(m.uid), m.id, m.kind, string_agg(m.body, ''::bytea order by m.uid)
      from %s
      group by m.shard, m.id, m.kind, case when m.kind = 5 then 0 else m.uid end
      """;

  static final Unnest<ExecutionKey> KEYS = Unnest.<ExecutionKey>rows()
      .smallint("shard", ExecutionKey::shard)
      .uuid("id", ExecutionKey::id)
      .integer("day", ExecutionKey::day);

  /** When silence or the deadline ends the attempt in {@code task t}; infinity for never. */
  static final String DUE = "coalesce(least(t.deadline, t.heartbeat_at + make_interval(secs => t.heartbeat_s)), 'infinity')";

  private Rows() {}

  static ExecutionKey key(ResultSet row) throws SQLException {
    return new ExecutionKey(row.getInt("shard"), row.getObject("id", UUID.class));
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
    @Nullable
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  static @Nullable Integer integerOrNull(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : number;
  }

  static RedriveState redrives(ResultSet row) throws SQLException {
    return new RedriveState(row.getInt("redrive_count"), timeOrNull(row, "redriven_at"));
  }

  static InboxMessage message(ResultSet row) throws SQLException {
    return new InboxMessage(
        key(row),
        time(row, "at"),
        row.getLong("uid"),
        MessageKind.of(row.getInt("kind")),
        row.getBytes("body"));
  }

  static Object utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /** Binds the mark above which rows are looked for; {@link Instant#MIN} for all. */
  static void setLow(PreparedStatement statement, int parameter, Instant low)
      throws SQLException {
    statement.setObject(parameter, low.equals(Instant.MIN) ? OffsetDateTime.MIN : utc(low));
  }

  /**
   * Sets shard and id.
   *
   * @return the number after the last parameter
   */
  static int bindKey(PreparedStatement statement, int first, ExecutionKey key)
      throws SQLException {
    statement.setInt(first, key.shard());
    statement.setObject(first + 1, key.id());
    return first + 2;
  }

  /** The name of the execution in the row; one that was given none is stored without, and its id is its name. */
  static String name(ResultSet row) throws SQLException {
    String stored = row.getString("name");
    return stored.isEmpty() ? row.getObject("id", UUID.class).toString() : stored;
  }

  /** Runs a statement whose answer is a count, and tells whether that is one. */
  static boolean isOne(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1) == 1;
    }
  }

  /** The earliest day among executions; 0 for none. */
  static int firstDay(List<ExecutionKey> keys) {
    return keys.stream().mapToInt(ExecutionKey::day).min().orElse(0);
  }

  /** The latest day among executions; 0 for none. */
  static int lastDay(List<ExecutionKey> keys) {
    return keys.stream().mapToInt(ExecutionKey::day).max().orElse(0);
  }
}
