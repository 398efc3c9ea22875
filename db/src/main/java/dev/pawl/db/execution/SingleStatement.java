package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A whole batch, of whatever shards, in one statement: one round trip and one commit. For one PostgreSQL. */
final class SingleStatement implements WriteForm {
  /**
   * A wrong count divides by zero, which undoes the statement. Attempts that end with their execution are left to
   * {@code fin}, since no row may be touched twice.
   */
  private static final String COMMIT = """
      with u as (select * from %s),
      upd as (
        update run r
        set rev = r.rev + 1, next_event = u.next_event, state = u.state, wake_at = %s
        from u
        where not u.closing and r.shard = u.shard and r.id = u.id and r.rev = u.rev
        returning 1
      ), cls as (
        delete from run r using u
        where u.closing and r.shard = u.shard and r.id = u.id and r.rev = u.rev
        returning 1
      ), d as (select * from %s),
      fin as (
        delete from task t using d
        where t.shard = d.shard and t.id = d.id and t.seq = d.seq and t.attempt = d.attempt
          and %s
        returning 1
      ), rel as (
        update task t set owner = null
        from %s
        where t.shard = l.shard and t.id = l.id and t.seq = l.seq and t.attempt = l.attempt
        returning 1
      ), box as (
        delete from inbox b using %s
        where b.shard = a.shard and b.at = a.at and b.uid = a.uid and b.id = a.id
        returning 1
      ), exe as (
        update execution e
        set status = u.status, stopped_at = u.stopped_at, output = u.output, error = u.error,
          cause = u.cause
        from u
        where u.closing and e.shard = u.shard and e.id = u.id and (e.day = u.day or e.day = 0)
          and (e.day = 0 or e.day between ? and ?)
        returning 1
      ), left_tasks as (
        delete from task t using u
        where u.closing and t.shard = u.shard and t.id = u.id
          and not ((t.shard, t.id, t.seq) in (select d.shard, d.id, d.seq from d))
      ), left_items as (
        delete from map_item i using u
        where u.closing and i.shard = u.shard and i.id = u.id
      ), joined_items as (
        delete from map_item i using %s
        where i.shard = f.shard and i.id = f.id and i.frame = f.frame
      ), new as (
        insert into task (%s, heartbeat_at)
        select n.*, %s from %s
      ), his as (
        insert into history (shard, day, id, first_event, last_event, codec, data)
        select h.* from %s
      ), pay as (
        insert into payload (shard, day, id, hash, codec, data)
        select p.* from %s
        on conflict do nothing
      ), kept as (
        insert into map_item (shard, id, frame, idx, status, output)
        select k.* from %s
      ), snd as (
        insert into inbox (shard, at, uid, id, kind, body)
        %s
      )
      select 1 / ((select count(*) from upd) + (select count(*) from cls) = ?
        and (select count(*) from fin) = ?
        and (select count(*) from rel) = ?
        and (select count(*) from box) = ?
        and (select count(*) from exe) = ?)::int
      """
      .formatted(
          BurstRows.BURSTS.as("u"), BurstRows.EARLIER_ALARM, BurstRows.ENDS.as("d"),
          BurstRows.MAY_END, BurstRows.RELEASES.as("l"), BurstRows.APPLIED.as("a"),
          BurstRows.FRAMES.as("f"), Rows.TASK_COLUMNS, Rows.HEARTBEAT_FROM, Rows.TASKS.as("n"),
          Rows.HISTORY.as("h"), Rows.PAYLOADS.as("p"), Rows.ITEMS.as("k"),
          Rows.MESSAGES_JOINED.formatted(Rows.MESSAGES.as("m")));

  /**
   * Names are taken in one order, so that two batches cannot wait for each other's. Only what {@code exe} inserted is
   * written further. {@code (.. in ..) is true} keeps the test a hashed
   * look-up: as a join it would be a loop over the whole batch for each row.
   */
  private static final String START = """
      with u as (select * from %s),
      nam as (
        insert into exec_name (shard, sm_id, name, id)
        select shard, sm_id, name, id from u where named
        order by shard, sm_id, name, id
        on conflict do nothing
        returning id
      ), exe as (
        insert into execution (shard, day, id, sm_id, revision, version, alias, name, status, started_at,
          stopped_at, input, input_hash, output, error, cause, parent)
        select shard, day, id, sm_id, revision, version, alias, name, status, started_at,
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
        insert into run (shard, id, rev, next_event, wake_at, state, lane)
        select r.shard, r.id, 1, r.next_event, r.wake_at, r.state, r.lane from %s
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
          StartRows.EXECUTIONS.as("u"), Rows.HISTORY.as("h"), Rows.PAYLOADS.as("p"),
          StartRows.RUNS.as("r"),
          Rows.TASK_COLUMNS, Rows.HEARTBEAT_FROM, Rows.TASKS.as("n"), Rows.ITEMS.as("k"),
          Rows.MESSAGES_JOINED.formatted(
              StartRows.MESSAGES.as("m")
                  + " where (m.sender in (select exe.id from exe)) is true"));

  private final Pool pool;

  SingleStatement(Pool pool) {
    this.pool = pool;
  }

  @Override
  public <T> List<List<T>> cut(List<T> batch, java.util.function.Function<T, ExecutionKey> key) {
    return List.of(batch);
  }

  @Override
  public void commit(BurstRows rows) {
    List<ExecutionKey> keys = rows.keys();
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(COMMIT)) {
        int next = BurstRows.BURSTS.bind(statement, 1, rows.bursts);
        next = BurstRows.ENDS.bind(statement, next, rows.ends);
        next = BurstRows.RELEASES.bind(statement, next, rows.releases);
        next = BurstRows.APPLIED.bind(statement, next, rows.applied);
        statement.setInt(next++, Rows.firstDay(keys));
        statement.setInt(next++, Rows.lastDay(keys));
        next = BurstRows.FRAMES.bind(statement, next, rows.frames);
        next = Rows.TASKS.bind(statement, next, rows.tasks);
        next = Rows.HISTORY.bind(statement, next, rows.history);
        next = Rows.PAYLOADS.bind(statement, next, rows.payloads);
        next = Rows.ITEMS.bind(statement, next, rows.items);
        next = Rows.MESSAGES.bind(statement, next, rows.messages);
        statement.setLong(next++, rows.bursts.size());
        statement.setLong(next++, rows.ends.size());
        statement.setLong(next++, rows.releases.size());
        statement.setLong(next++, rows.applied.size());
        statement.setLong(next, rows.closing().size());
        try (ResultSet row = statement.executeQuery()) {
          return row.next();
        }
      }
    });
  }

  @Override
  public Set<UUID> start(StartRows rows) {
    return pool.write(connection -> {
      Set<UUID> created = new HashSet<>();
      try (var statement = connection.prepareStatement(START)) {
        int next = StartRows.EXECUTIONS.bind(statement, 1, rows.executions);
        next = Rows.HISTORY.bind(statement, next, rows.history);
        next = Rows.PAYLOADS.bind(statement, next, rows.payloads);
        next = StartRows.RUNS.bind(statement, next, rows.runs);
        next = Rows.TASKS.bind(statement, next, rows.tasks);
        next = Rows.ITEMS.bind(statement, next, rows.items);
        StartRows.MESSAGES.bind(statement, next, rows.messages);
        try (ResultSet ids = statement.executeQuery()) {
          while (ids.next()) {
            created.add(ids.getObject(1, UUID.class));
          }
        }
      }
      return created;
    });
  }
}
