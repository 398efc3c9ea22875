package dev.pawl.db.execution;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.json.Payload;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The log group: the records that state machines have logged of their executions. Throws as {@link Inbox} does; every
 * statement may be repeated.
 */
public final class LogEvents {
  private static final Unnest<Row> ROWS = Unnest.<Row>rows()
      .smallint("shard", row -> row.event().shard())
      .integer("day", row -> row.event().day())
      .text("execution_arn", row -> row.event().executionArn())
      .time("at", row -> row.event().at())
      .bigint("event_id", row -> row.event().eventId())
      .text("type", row -> row.event().type())
      .bytea("record", Row::stored);

  private static final String INSERT = """
      insert into log_event (shard, day, execution_arn, at, event_id, type, record)
      select n.shard, n.day, n.execution_arn, n.at, n.event_id, n.type, n.record
      from %s
      on conflict do nothing
      """.formatted(ROWS.as("n"));

  private static final String PAGE = """
      select l.at, l.event_id, l.type, l.record from log_event l
      where l.shard = ? and l.execution_arn = ? and l.day >= ? and l.day <= ?
        and (l.at, l.event_id) > (?::timestamptz, ?::bigint) and l.at < ?::timestamptz
      order by l.at, l.event_id
      limit ?
      """;

  private final Pool pool;
  private final SealedRows sealed;

  public LogEvents(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /**
   * A record to keep.
   *
   * @param stateMachine whose execution it is of
   * @param revision of that state machine
   */
  public record Entry(LoggedEvent event, UUID stateMachine, int revision) {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares these records
  private record Row(LoggedEvent event, byte[] stored) {}

  /**
   * A place in an execution's log.
   *
   * @param eventId of the last event that was read at this time
   */
  public record Position(Instant at, long eventId) {
    /** Before everything that was logged at a time and after. */
    public static Position from(Instant at) {
      return new Position(at, -1);
    }

    /** Right behind a record. */
    public static Position after(LoggedEvent event) {
      return new Position(event.at(), event.eventId());
    }
  }

  /**
   * Keeps records; one that is there stays as it is.
   *
   * @throws dev.pawl.db.connection.StatementFailedException where one's day has no partition (any more, or yet)
   */
  public void write(List<Entry> entries) {
    List<Row> rows = entries.stream().map(entry -> new Row(entry.event(), sealed.record(
        Codec.pack(Payload.ofText(entry.event().record())), owner(entry.event().executionArn()),
        entry.stateMachine(), entry.revision()))).toList();
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(INSERT)) {
        ROWS.bind(statement, 1, rows);
        return statement.executeUpdate();
      }
    });
  }

  /**
   * Reads records of an execution, in the order of their times.
   *
   * @param start behind which to begin
   * @param end records of this time and later are left out
   * @param limit the most to return; fewer come only where there are no more
   */
  public List<LoggedEvent> page(String executionArn, Position start, Instant end, int limit) {
    List<Row> page = pool.read(connection -> {
      List<Row> events = new ArrayList<>();
      try (var statement = connection.prepareStatement(PAGE)) {
        statement.setInt(1, LoggedEvent.shardOf(executionArn));
        statement.setString(2, executionArn);
        statement.setInt(3, LoggedEvent.dayOf(start.at()));
        statement.setInt(4, LoggedEvent.dayOf(end));
        statement.setObject(5, start.at().atOffset(ZoneOffset.UTC));
        statement.setLong(6, start.eventId());
        statement.setObject(7, end.atOffset(ZoneOffset.UTC));
        statement.setInt(8, limit);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            events.add(new Row(
                new LoggedEvent(executionArn,
                    rows.getObject("at", OffsetDateTime.class).toInstant(),
                    rows.getLong("event_id"), rows.getString("type"), ""),
                rows.getBytes("record")));
          }
        }
      }
      return events;
    });
    return page.stream().map(row -> row.event().with(Codec
        .unpackPayload(sealed.openRecord(row.stored(), owner(executionArn))).text())).toList();
  }

  /** Runs of one ARN have one log. */
  private static UUID owner(String executionArn) {
    return UUID.nameUUIDFromBytes(executionArn.getBytes(StandardCharsets.UTF_8));
  }
}
