package dev.pawl.db.execution;

import dev.pawl.core.identity.Shards;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.execution.Seals.Part;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the outside does with tasks: answers, heartbeats, claims. A commit's timeout and an answer want
 * the same row and opposite things of the clock, so exactly one of them wins.
 */
public final class Tasks {
  private static final String ANSWER = """
      with done as (
        update task t set done_at = now(), ok = ?, result = ?
        where t.shard = ? and t.id = ? and t.seq = ? and t.attempt = ?
          and t.done_at is null and now() < %s
        returning t.shard, t.id
      ), said as (
        insert into inbox (shard, at, uid, id, kind, body)
        select done.shard, now(), ?, done.id, ?, ? from done
      )
      select exists (select from done) as accepted
      """.formatted(Rows.DUE);

  private static final String HEARTBEAT = """
      with beat as (
        update task t set heartbeat_at = now()
        where t.shard = ? and t.id = ? and t.seq = ? and t.attempt = ? and t.done_at is null
        returning 1
      )
      select exists (select from beat) as accepted
      """;

  /** A token of an attempt that is over, or of an execution that is, was good once. */
  private static final String KNOWN = """
      select exists (select from execution e
        where e.shard = ? and e.id = ? and (e.day = ? or e.day = 0))
      """;

  /** Begins anywhere, so that a flood in low shards does not hold up the high ones. */
  private static final String CLAIM = """
      with high as (
        select t.shard, t.id, t.seq from task t
        where t.activity_id = ? and t.claimed_at is null and t.shard >= ?
          and now() < %1$s
        order by t.shard
        limit ?
        for update skip locked
      ), low as (
        select t.shard, t.id, t.seq from task t
        where t.activity_id = ? and t.claimed_at is null and t.shard < ?
          and now() < %1$s
        order by t.shard
        limit ? - (select count(*) from high)
        for update skip locked
      ), free as (
        select * from high union all select * from low
      ), claimed as (
        update task t
        set claimed_at = now(),
          deadline = case when t.timeout_s is null then t.deadline
            else now() + make_interval(secs => t.timeout_s) end,
          heartbeat_at = case when t.heartbeat_s is not null then now() end
        from free f
        where t.shard = f.shard and t.id = f.id and t.seq = f.seq
        returning t.shard, t.id, t.seq, t.attempt, t.request
      ), said as (
        insert into inbox (shard, at, uid, id, kind, body)
        select c.shard, now(), ? + row_number() over (), c.id, ?,
          int4send(c.seq) || int4send(c.attempt) || convert_to(?, 'UTF8')
        from claimed c
      )
      select shard, id, seq, attempt, request from claimed
      """.formatted(Rows.DUE);

  private static final String UNCLAIMED = """
      select a.id from unnest(?::uuid[]) a (id)
      where exists (select from task t
        where t.activity_id = a.id and t.claimed_at is null and now() < %s)
      """.formatted(Rows.DUE);

  private static final String ADOPT = """
      update task t set owner = ?
      where t.shard = ? and t.id = ? and t.seq = ? and t.attempt = ?
        and t.done_at is null and t.owner = ?
      """;

  private static final String PICK_UP = """
      update task t set owner = ?
      where t.shard = ? and t.id = ? and t.seq = ? and t.attempt = ?
        and t.done_at is null and t.owner is null and t.activity_id is null
        and exists (select from run r where r.shard = t.shard and r.id = t.id and r.rev = ?)
      """;

  private final Pool pool;
  private final SealedRows sealed;

  public Tasks(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /** What became of an answer or a heartbeat. */
  public enum Reception {
    /** It counts. */
    ACCEPTED,
    /** Too late: the attempt timed out or was answered, or its execution has closed or moved on. */
    TIMED_OUT,
    /** There is no such execution. */
    UNKNOWN
  }

  /**
   * Answers a task by token and tells its execution. An accepted answer is never taken back.
   *
   * @param ok whether the task succeeded
   * @param result the output, or the error and its cause, encoded by the caller
   * @throws dev.pawl.db.connection.UnknownCommitOutcomeException where the connection broke
   */
  public Reception answer(ExecutionKey key, int seq, int attempt, boolean ok, byte[] result) {
    byte[] stored = sealed.seal(result, key, Part.RESULT);
    return pool.write(connection -> {
      boolean accepted;
      try (var statement = connection.prepareStatement(ANSWER)) {
        statement.setBoolean(1, ok);
        statement.setBytes(2, stored);
        int next = bindTask(statement, 3, key, seq, attempt);
        statement.setLong(next++, ThreadLocalRandom.current().nextLong());
        statement.setInt(next++, MessageKind.ANSWER.code());
        statement.setBytes(next, new TaskSignal(seq, attempt, "").toBytes());
        accepted = single(statement);
      }
      return accepted ? Reception.ACCEPTED : refused(connection.prepareStatement(KNOWN), key);
    });
  }

  /** Takes a sign of life; it counts as long as no timeout was committed. */
  public Reception heartbeat(ExecutionKey key, int seq, int attempt) {
    return pool.write(connection -> {
      boolean accepted;
      try (var statement = connection.prepareStatement(HEARTBEAT)) {
        bindTask(statement, 1, key, seq, attempt);
        accepted = single(statement);
      }
      return accepted ? Reception.ACCEPTED : refused(connection.prepareStatement(KNOWN), key);
    });
  }

  private static Reception refused(PreparedStatement known, ExecutionKey key) throws SQLException {
    try (known) {
      known.setInt(1, key.shard());
      known.setObject(2, key.id());
      known.setInt(3, key.day());
      return single(known) ? Reception.TIMED_OUT : Reception.UNKNOWN;
    }
  }

  /**
   * Hands tasks of an activity to a worker, each to one worker only, starts their clocks, and tells their
   * executions.
   *
   * @param limit the most to return
   * @param workerName the name that GetActivityTask gave; empty for none
   * @throws dev.pawl.db.connection.UnknownCommitOutcomeException where the connection broke: tasks may be
   *     claimed by nobody, and time out
   */
  public List<ClaimedTask> claimActivity(UUID activityId, int limit, String workerName) {
    int from = ThreadLocalRandom.current().nextInt(Shards.COUNT);
    return pool.<List<ClaimedTask>>write(connection -> {
      List<ClaimedTask> claimed = new ArrayList<>();
      try (var statement = connection.prepareStatement(CLAIM)) {
        int next = 1;
        for (int half = 0; half < 2; half++) {
          statement.setObject(next++, activityId);
          statement.setInt(next++, from);
          statement.setInt(next++, limit);
        }
        // Room above for the row's number.
        statement.setLong(next++, ThreadLocalRandom.current().nextLong() >> 1);
        statement.setInt(next++, MessageKind.STARTED.code());
        statement.setString(next, workerName);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            claimed.add(
                new ClaimedTask(
                    Rows.key(rows),
                    rows.getInt("seq"),
                    rows.getInt("attempt"),
                    rows.getBytes("request")));
          }
        }
      }
      return List.copyOf(claimed);
    }).stream().map(sealed::open).toList();
  }

  /** Those of some activities that have tasks which nobody has claimed. */
  public Set<UUID> unclaimed(Collection<UUID> activities) {
    return pool.read(connection -> {
      Set<UUID> found = new HashSet<>();
      try (var statement = connection.prepareStatement(UNCLAIMED)) {
        statement.setArray(1, connection.createArrayOf("uuid", activities.toArray()));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.add(rows.getObject(1, UUID.class));
          }
        }
      }
      return found;
    });
  }

  /**
   * Makes this node the owner of a dead node's attempt, which it may then send again.
   *
   * @return false where the attempt is over or another was faster
   */
  public boolean adopt(ExecutionKey key, int seq, int attempt, UUID deadOwner, UUID me) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(ADOPT)) {
        statement.setObject(1, me);
        int next = bindTask(statement, 2, key, seq, attempt);
        statement.setObject(next, deadOwner);
        return statement.executeUpdate() == 1;
      }
    });
  }

  /**
   * Makes this node the owner of an attempt that was written without one and that nobody has sent.
   *
   * @param rev the revision at which the execution's state says so: a task is read after its execution, and may
   *     have been given up by a burst in between, since its call was made
   * @return false where the attempt is over or has an owner, or the execution has moved on
   */
  public boolean pickUp(ExecutionKey key, long rev, int seq, int attempt, UUID me) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(PICK_UP)) {
        statement.setObject(1, me);
        statement.setLong(bindTask(statement, 2, key, seq, attempt), rev);
        return statement.executeUpdate() == 1;
      }
    });
  }

  private static int bindTask(
      PreparedStatement statement, int first, ExecutionKey key, int seq, int attempt)
      throws SQLException {
    statement.setInt(first, key.shard());
    statement.setObject(first + 1, key.id());
    statement.setInt(first + 2, seq);
    statement.setInt(first + 3, attempt);
    return first + 4;
  }

  private static boolean single(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
