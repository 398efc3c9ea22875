package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import java.sql.ResultSet;

/** Reopens closed executions: of several at once one wins. */
public final class Reopenings {
  /**
   * Only what {@code exe} reopened is written further. Messages that the execution did not live to see do not
   * concern it any more: an order to stop was for what has ended since.
   */
  private static final String REOPEN = """
      with exe as (
        update execution e
        set status = 'RUNNING', stopped_at = null, output = null, error = null, cause = null,
          redrive_count = e.redrive_count + 1, redriven_at = ?::timestamptz, redrive_tokens = ?
        where e.shard = ? and e.id = ? and (e.day = ? or e.day = 0)
          and e.status = ? and e.redrive_count = ?
        returning e.shard, e.id
      ), opn as (
        insert into run (shard, id, rev, next_event, wake_at, state, lane)
        select exe.shard, exe.id, ?::bigint, ?::integer, ?::timestamptz, ?::bytea, ?::smallint
        from exe
      ), his as (
        insert into history (shard, day, id, first_event, last_event, codec, data)
        select exe.shard, ?::integer, exe.id, ?::integer, ?::integer, ?::smallint, ?::bytea
        from exe
      ), old as (
        delete from inbox b using exe
        where b.shard = ? and b.shard = exe.shard and b.id = exe.id
      )
      select count(*) from exe
      """;

  /** Revisions of the run after a redrive begin here, times the redrives: nobody holds one of them yet. */
  static final long REVISIONS = 1L << 32;

  private final Pool pool;
  private final SealedRows sealed;
  private final Lanes lanes;
  private final Days days;

  public Reopenings(Pool pool, Seals seals, Lanes lanes) {
    this.lanes = lanes;
    this.sealed = new SealedRows(seals);
    this.pool = pool;
    this.days = new Days(pool);
  }

  /**
   * Reopens an execution that stands as the caller saw it.
   *
   * @return false where it does not any more; nothing was written
   * @throws dev.pawl.db.connection.UnknownCommitOutcomeException where the connection broke; it may be reopened
   *     or not
   * @throws StatementFailedException where the server cannot write it
   */
  public boolean reopen(Reopening reopening) {
    try {
      return send(reopening);
    } catch (StatementFailedException e) {
      if (e.sqlState().equals(Days.NO_PARTITION) && days.refresh()) {
        return send(reopening);
      }
      throw e;
    }
  }

  private boolean send(Reopening plain) {
    Reopening reopening = sealed.seal(plain);
    int lane = lanes.of(plain.key());
    ExecutionKey key = reopening.key();
    OpenRun run = reopening.run();
    HistorySegment events = reopening.history();
    int day = days.of(key);
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(REOPEN)) {
        int next = 1;
        statement.setObject(next++, Rows.utc(reopening.redrivenAt()));
        statement.setString(next++, reopening.tokens());
        statement.setInt(next++, key.shard());
        statement.setObject(next++, key.id());
        statement.setInt(next++, key.day());
        statement.setString(next++, reopening.status().name());
        statement.setInt(next++, reopening.redrives());
        statement.setLong(next++, REVISIONS * (reopening.redrives() + 1));
        statement.setInt(next++, run.nextEvent());
        statement.setObject(next++, run.wakeAt() == null ? null : Rows.utc(run.wakeAt()));
        statement.setBytes(next++, run.state());
        statement.setInt(next++, lane);
        statement.setInt(next++, day);
        statement.setInt(next++, events.firstEvent());
        statement.setInt(next++, events.lastEvent());
        statement.setInt(next++, events.codec());
        statement.setBytes(next++, events.data());
        statement.setInt(next, key.shard());
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return row.getLong(1) == 1;
        }
      }
    });
  }
}
