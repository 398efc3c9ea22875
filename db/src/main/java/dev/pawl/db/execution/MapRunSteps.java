package dev.pawl.db.execution;

import dev.pawl.core.codec.StoredMapRunStart;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Rows.Of;
import dev.pawl.db.execution.Seals.Part;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The steps of open Map runs: each has a row of {@code run} like an execution, and every step compares its revision. */
public final class MapRunSteps {
  /** A repeat meets the row and does nothing but delete the message. */
  private static final String CREATE = """
      with made as (
        insert into map_run (shard, id, execution_id, execution_arn, sm_id, revision, state, label,
          plan, status, started_at, max_concurrency, tolerated_count, tolerated_percentage, counts)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', now(), ?, ?, ?, ?)
        on conflict do nothing
        returning shard, id
      ), opn as (
        insert into run (shard, id, rev, next_event, wake_at, state, lane)
        select made.shard, made.id, 1, 1, now(), ?::bytea, ?::smallint from made
      )
      delete from inbox b where b.shard = ? and b.at = ? and b.uid = ? and b.id = ?
      """;

  private static final String OPEN = """
      select r.shard, r.id
      from %s
      join run r on r.shard = k.shard and r.id = k.id
      join map_run m on m.shard = k.shard and m.id = k.id
      """.formatted(Rows.KEYS.as("k"));

  private static final String PLAN = "select m.plan from map_run m where m.shard = ? and m.id = ?";

  /** The messages come last: what they tell of was written with them, and is seen by nobody before. */
  private static final String LOAD = """
      select now() as db_now, r.shard, r.id, r.rev, r.wake_at, r.state, m.max_concurrency,
        m.tolerated_count, m.tolerated_percentage, m.redrive_count
      from run r join map_run m on m.shard = r.shard and m.id = r.id
      where r.shard = ? and r.id = ?;
      select b.shard, b.at, b.uid, b.id, b.kind, b.body
      from inbox b
      where b.shard = ? and b.id = ? and b.at > ?
      order by b.at, b.uid
      """;

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
      ), old as (
        delete from map_item i
        where i.shard = ? and i.id = ? and i.frame = 0 and i.idx >= ? and i.idx < ?
          and i.status <> 0 and exists (select from upd)
      ), kept as (
        insert into map_item (shard, id, frame, idx, status, output)
        select k.* from %s where exists (select from upd)
        on conflict do nothing
      )
      select count(*) from upd
      """.formatted(APPLIED.as("a"), Rows.ITEMS.as("k"));

  /**
   * What is kept of its children is left for {@link MapItems#forget}. A redrive that was asked for already stays, and
   * an order to stop what is to be redriven.
   */
  private static final String CLOSE = """
      with cls as (
        delete from run r where r.shard = ? and r.id = ? and r.rev = ?
        returning 1
      ), cnt as (
        update map_run m set counts = ?, status = ?, stopped_at = ?, ended_state = ?, result = ?
        where m.shard = ? and m.id = ? and exists (select from cls)
      ), box as (
        delete from inbox b
        where b.shard = ? and b.id = ? and exists (select from cls)
          and not (b.kind in (2, 9) and exists (
            select from inbox a
            where a.shard = b.shard and a.id = b.id and a.kind = 9 and a.at <= b.at))
      ), snd as (
        insert into inbox (shard, at, uid, id, kind, body)
        select ?::smallint, now(), ?::bigint, ?::uuid, ?::smallint, ?::bytea
        where exists (select from cls)
      )
      select count(*) from cls
      """;

  private static final String ASKED = """
      select b.shard, b.at, b.uid, b.id, b.kind, b.body
      from inbox b
      where b.shard = ? and b.id = ? and b.kind = 9
      order by b.at, b.uid
      limit 1
      """;

  /** One whose beginning is still to come is not gone. */
  private static final String CLOSED = """
      select m.status, m.redrive_count, m.ended_state, m.result
      from (select ?::smallint as shard, ?::uuid as id) k
      left join map_run m on m.shard = k.shard and m.id = k.id
      where m.id is not null or not exists (
        select from inbox b where b.shard = k.shard and b.id = k.id and b.kind = 7)
      """;

  /** Messages from before do not concern it any more; another redrive, and orders after it, do. */
  private static final String REDRIVE = """
      with upd as (
        update map_run m
        set status = 'RUNNING', stopped_at = null, ended_state = null, redrive_count = ?,
          redriven_at = now()
        where m.shard = ? and m.id = ? and m.status in ('FAILED', 'ABORTED')
          and m.redrive_count = ?
        returning m.shard, m.id
      ), opn as (
        insert into run (shard, id, rev, next_event, wake_at, state, lane)
        select upd.shard, upd.id, ?::bigint, 1, now(), ?::bytea, ?::smallint from upd
      ), old as (
        delete from inbox b using upd
        where b.shard = upd.shard and b.id = upd.id
          and (b.at < ? or (b.at = ? and b.uid = ?))
      )
      select count(*) from upd
      """;

  private static final String ANSWER = """
      with gone as (
        delete from inbox b where b.shard = ? and b.at = ? and b.uid = ? and b.id = ?
        returning 1
      ), snd as (
        insert into inbox (shard, at, uid, id, kind, body)
        select ?::smallint, now(), ?::bigint, ?::uuid, ?::smallint, ?::bytea
        where exists (select from gone)
      )
      select count(*) from gone
      """;

  private static final String FORGET_MESSAGE = """
      delete from inbox b where b.shard = ? and b.at = ? and b.uid = ? and b.id = ?
      """;

  private final Pool writers;
  private final SealedRows sealed;
  private final Lanes lanes;

  public MapRunSteps(Pool writers, Seals seals, Lanes lanes) {
    this.lanes = lanes;
    this.sealed = new SealedRows(seals);
    this.writers = writers;
  }

  /**
   * Begins a Map run that a message asks for, and deletes the message. A repeat changes nothing else.
   *
   * @throws dev.pawl.core.codec.UnreadableBytesException where the message cannot be read
   */
  public void begin(InboxMessage asked) {
    ExecutionKey key = asked.to();
    StoredMapRunStart start = StoredMapRunStart.read(asked.body());
    MapRunParameters parameters = start.plan().parameters();
    byte[] plan = sealed.seal(asked.body(), key, start.stateMachine(), start.revision(),
        Part.PLAN);
    byte[] state = sealed.seal(start.beginning().toBytes(), key, start.stateMachine(),
        start.revision(), Part.STATE);
    int lane = lanes.of(start.stateMachine(), Optional.empty());
    int _ = writers.write(connection -> {
      try (var statement = connection.prepareStatement(CREATE)) {
        int next = Rows.bindKey(statement, 1, key);
        statement.setObject(next++, start.execution());
        statement.setString(next++, start.executionArn());
        statement.setObject(next++, start.stateMachine());
        statement.setInt(next++, start.revision());
        statement.setString(next++, start.state());
        statement.setString(next++, start.label());
        statement.setBytes(next++, plan);
        statement.setInt(next++, parameters.maxConcurrency());
        statement.setLong(next++, parameters.toleratedCount());
        statement.setDouble(next++, parameters.toleratedPercentage());
        statement.setArray(next++, counts(connection, MapRunCounts.NONE));
        statement.setBytes(next++, state);
        statement.setInt(next++, lane);
        int _ = message(statement, next, asked);
        return statement.executeUpdate();
      }
    });
  }

  /** Which executions are open Map runs. */
  public List<ExecutionKey> open(List<ExecutionKey> keys) {
    return writers.read(connection -> {
      List<ExecutionKey> open = new ArrayList<>();
      try (var statement = connection.prepareStatement(OPEN)) {
        Rows.KEYS.bind(statement, 1, keys);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            open.add(Rows.key(rows));
          }
        }
      }
      return open;
    });
  }

  /** What a Map run was asked to do, encoded; empty where there is none. It never changes. */
  public Optional<byte[]> plan(ExecutionKey key) {
    return writers.<Optional<byte[]>>read(connection -> {
      try (var statement = connection.prepareStatement(PLAN)) {
        Rows.bindKey(statement, 1, key);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(row.getBytes("plan")) : Optional.empty();
        }
      }
    }).map(plan -> sealed.open(plan, key, Part.PLAN));
  }

  /**
   * Loads an open Map run with its messages; empty where it is none, or closed.
   *
   * @param low only messages that were sent later than this; {@link Instant#MIN} for all
   */
  public Optional<OpenMapRun> load(ExecutionKey key, Instant low) {
    return writers.<Optional<OpenMapRun>>read(connection -> {
      try (var statement = connection.prepareStatement(LOAD)) {
        int next = Rows.bindKey(statement, 1, key);
        next = Rows.bindKey(statement, next, key);
        Rows.setLow(statement, next, low);
        statement.execute();
        return loaded(statement);
      }
    }).map(sealed::open);
  }

  private static Optional<OpenMapRun> loaded(PreparedStatement statement) throws SQLException {
    OpenMapRun open;
    try (ResultSet row = statement.getResultSet()) {
      if (!row.next()) {
        return Optional.empty();
      }
      open = new OpenMapRun(Rows.key(row), row.getLong("rev"), Rows.timeOrNull(row, "wake_at"),
          row.getBytes("state"), row.getInt("max_concurrency"), row.getLong("tolerated_count"),
          row.getDouble("tolerated_percentage"), row.getInt("redrive_count"), List.of(),
          Rows.time(row, "db_now"));
    }
    List<InboxMessage> messages = new ArrayList<>();
    statement.getMoreResults();
    try (ResultSet rows = statement.getResultSet()) {
      while (rows.next()) {
        messages.add(Rows.message(rows));
      }
    }
    return Optional.of(
        new OpenMapRun(open.key(), open.rev(), open.wakeAt(), open.state(), open.maxConcurrency(),
            open.toleratedCount(), open.toleratedPercentage(), open.redrives(), messages,
            open.dbNow()));
  }

  /**
   * Writes a step.
   *
   * @return false where the Map run is no longer at that revision; nothing was written
   */
  public boolean commit(MapRunStep plain) {
    MapRunStep step = sealed.seal(plain);
    return step.end().isPresent() ? close(step, step.end().get()) : goOn(step);
  }

  private boolean goOn(MapRunStep step) {
    ExecutionKey key = step.key();
    return writers.write(connection -> {
      try (var statement = connection.prepareStatement(GO_ON)) {
        int next = 1;
        statement.setBytes(next++, step.state());
        statement.setObject(next++, step.wakeAt() == null ? null : Rows.utc(step.wakeAt()));
        next = Rows.bindKey(statement, next, key);
        statement.setLong(next++, step.rev());
        statement.setArray(next++, counts(connection, step.counts()));
        next = Rows.bindKey(statement, next, key);
        next = APPLIED.bind(statement, next, step.applied());
        next = Rows.bindKey(statement, next, key);
        next = Rows.bindKey(statement, next, key);
        statement.setInt(next++, step.renewed().from());
        statement.setInt(next++, step.renewed().bound());
        Rows.ITEMS.bind(statement, next,
            step.items().stream().map(item -> new Of<>(key, 0, item)).toList());
        return Rows.isOne(statement);
      }
    });
  }

  private boolean close(MapRunStep step, MapRunStep.End end) {
    ExecutionKey key = step.key();
    OutgoingMessage told = end.told();
    return writers.write(connection -> {
      try (var statement = connection.prepareStatement(CLOSE)) {
        int next = Rows.bindKey(statement, 1, key);
        statement.setLong(next++, step.rev());
        statement.setArray(next++, counts(connection, step.counts()));
        statement.setString(next++, end.status());
        statement.setObject(next++, Rows.utc(end.stoppedAt()));
        statement.setBytes(next++, end.result() == null ? step.state() : null);
        statement.setBytes(next++, end.result());
        next = Rows.bindKey(statement, next, key);
        next = Rows.bindKey(statement, next, key);
        statement.setInt(next++, told.to().shard());
        statement.setLong(next++, ThreadLocalRandom.current().nextLong());
        statement.setObject(next++, told.to().id());
        statement.setInt(next++, told.kind().code());
        statement.setBytes(next, told.body());
        return Rows.isOne(statement);
      }
    });
  }

  /** The message that asks for a redrive; empty where there is none. */
  public Optional<InboxMessage> redriveAsked(ExecutionKey key) {
    return writers.<Optional<InboxMessage>>read(connection -> {
      try (var statement = connection.prepareStatement(ASKED)) {
        Rows.bindKey(statement, 1, key);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(Rows.message(row)) : Optional.empty();
        }
      }
    }).map(sealed::open);
  }

  /**
   * A Map run that is to be redriven.
   *
   * @param known empty where it is no longer kept
   */
  public record Redrivable(Optional<ClosedMapRun> known) {}

  /** Finds a Map run that is to be redriven; empty where it has not even begun. */
  public Optional<Redrivable> redrivable(ExecutionKey key) {
    return writers.<Optional<Redrivable>>read(connection -> {
      try (var statement = connection.prepareStatement(CLOSED)) {
        Rows.bindKey(statement, 1, key);
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            return Optional.empty();
          }
          String status = row.getString("status");
          return Optional.of(
              new Redrivable(
                  status == null
                      ? Optional.empty()
                      : Optional.of(new ClosedMapRun(status, row.getInt("redrive_count"),
                          row.getBytes("ended_state"), row.getBytes("result")))));
        }
      }
    }).map(found -> new Redrivable(found.known().map(run -> sealed.open(run, key))));
  }

  /**
   * Reopens a Map run that has failed or was aborted, and deletes the message that asks for it with all before it.
   *
   * @param before how often it was redriven so far
   * @param redrives how often it will have been redriven
   * @param state where it goes on, encoded
   * @return false where it stands otherwise; nothing was written
   */
  public boolean redrive(InboxMessage asked, int before, int redrives, byte[] state) {
    byte[] stored = sealed.seal(state, asked.to(), Part.STATE);
    int lane = lanes.of(asked.to());
    return writers.write(connection -> {
      try (var statement = connection.prepareStatement(REDRIVE)) {
        int next = 1;
        statement.setInt(next++, redrives);
        next = Rows.bindKey(statement, next, asked.to());
        statement.setInt(next++, before);
        statement.setLong(next++, Reopenings.REVISIONS * redrives);
        statement.setBytes(next++, stored);
        statement.setInt(next++, lane);
        statement.setObject(next++, Rows.utc(asked.at()));
        statement.setObject(next++, Rows.utc(asked.at()));
        statement.setLong(next, asked.uid());
        return Rows.isOne(statement);
      }
    });
  }

  /** Deletes a message and leaves another; nothing where the first has gone already. */
  public void answer(InboxMessage asked, OutgoingMessage plain) {
    OutgoingMessage told = sealed.seal(plain, asked.to());
    boolean _ = writers.write(connection -> {
      try (var statement = connection.prepareStatement(ANSWER)) {
        int next = message(statement, 1, asked);
        statement.setInt(next++, told.to().shard());
        statement.setLong(next++, ThreadLocalRandom.current().nextLong());
        statement.setObject(next++, told.to().id());
        statement.setInt(next++, told.kind().code());
        statement.setBytes(next, told.body());
        return Rows.isOne(statement);
      }
    });
  }

  /** Deletes a message that asks for what has been done. */
  public void forget(InboxMessage asked) {
    int _ = writers.write(connection -> {
      try (var statement = connection.prepareStatement(FORGET_MESSAGE)) {
        int _ = message(statement, 1, asked);
        return statement.executeUpdate();
      }
    });
  }

  private static int message(PreparedStatement statement, int first, InboxMessage message)
      throws SQLException {
    statement.setInt(first, message.to().shard());
    statement.setObject(first + 1, Rows.utc(message.at()));
    statement.setLong(first + 2, message.uid());
    statement.setObject(first + 3, message.to().id());
    return first + 4;
  }

  private static java.sql.Array counts(Connection connection, MapRunCounts counts)
      throws SQLException {
    return connection.createArrayOf("bigint", counts.stored());
  }
}
