package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Rows.Of;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes bursts: a batch in one statement, all of it or nothing. A burst is written only on the revision that
 * it began from, whoever sends it and however often.
 */
public final class Commits {
  private static final Unnest<Of<Burst>> BURSTS = Unnest.<Of<Burst>>rows()
      .smallint("shard", b -> b.key().shard())
      .uuid("id", b -> b.key().id())
      .integer("day", Of::day)
      .bigint("rev", b -> b.row().rev())
      .bool("closing", b -> b.row().next() instanceof Closing)
      .integer("next_event", b -> ifOpen(b, OpenRun::nextEvent))
      .bytea("state", b -> ifOpen(b, OpenRun::state))
      .time("wake_at", b -> ifOpen(b, OpenRun::wakeAt))
      .text("status", b -> ifClosing(b, c -> c.status().name()))
      .time("stopped_at", b -> ifClosing(b, Closing::stoppedAt))
      .bytea("output", b -> ifClosing(b, c -> c.output().orElse(null)))
      .text("error", b -> ifClosing(b, Closing::error))
      .text("cause", b -> ifClosing(b, Closing::cause));

  private static final Unnest<Of<TaskEnd>> ENDS = Unnest.<Of<TaskEnd>>rows()
      .smallint("shard", e -> e.key().shard())
      .uuid("id", e -> e.key().id())
      .integer("seq", e -> e.row().seq())
      .integer("attempt", e -> e.row().attempt())
      .text("how", e -> e.row().how().word())
      .uuid("owner", e -> e.row().owner());

  private static final Unnest<Of<TaskRelease>> RELEASES = Unnest.<Of<TaskRelease>>rows()
      .smallint("shard", r -> r.key().shard())
      .uuid("id", r -> r.key().id())
      .integer("seq", r -> r.row().seq())
      .integer("attempt", r -> r.row().attempt());

  private static final Unnest<Of<MessageKey>> APPLIED = Unnest.<Of<MessageKey>>rows()
      .smallint("shard", m -> m.key().shard())
      .uuid("id", m -> m.key().id())
      .time("at", m -> m.row().at())
      .bigint("uid", m -> m.row().uid());

  private static final Unnest<Of<Integer>> FRAMES = Unnest.<Of<Integer>>rows()
      .smallint("shard", f -> f.key().shard())
      .uuid("id", f -> f.key().id())
      .integer("frame", Of::row);

  /**
   * A wrong count divides by zero, which undoes the statement. An alarm that is set already and rings early
   * stays: writing the same value keeps the update off the index. Attempts that end with their execution are
   * left to {@code fin}, since no row may be touched twice.
   */
  private static final String COMMIT = """
      with u as (select * from %s),
      upd as (
        update run r
        set rev = r.rev + 1, next_event = u.next_event, state = u.state,
          wake_at = case
            when r.wake_at > now() and (u.wake_at is null or r.wake_at <= u.wake_at) then r.wake_at
            else u.wake_at end
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
          and case d.how
            when 'result' then t.done_at is null and t.owner = d.owner
            when 'answer' then t.done_at is not null
            when 'timeout' then t.done_at is null and %s <= now()
            when 'lost' then t.done_at is null and t.owner = d.owner
            when 'child' then t.done_at is null
            when 'drop' then true
          end
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
          BURSTS.as("u"), ENDS.as("d"), Rows.DUE, RELEASES.as("l"), APPLIED.as("a"),
          FRAMES.as("f"), Rows.TASK_COLUMNS, Rows.HEARTBEAT_FROM, Rows.TASKS.as("n"),
          Rows.HISTORY.as("h"), Rows.PAYLOADS.as("p"), Rows.ITEMS.as("k"),
          Rows.MESSAGES_JOINED.formatted(Rows.MESSAGES.as("m")));

  private static final String REVISIONS = """
      select r.shard, r.id, r.rev
      from %s join run r on r.shard = k.shard and r.id = k.id
      """.formatted(Rows.KEYS.as("k"));

  /** How often the batch is sent whole before its bursts are sent one by one. */
  private static final int WHOLE = 2;

  private final Pool pool;
  private final Days days;

  public Commits(Pool pool) {
    this.pool = pool;
    this.days = new Days(pool);
  }

  /**
   * Writes a batch; the best sizes are up to 500 bursts and 4 MiB. An execution may occur once.
   *
   * @return an outcome for each burst, in the order given
   * @throws dev.pawl.db.connection.UnknownCommitOutcomeException where the connection broke: each burst of the
   *     batch may be written or not; load the executions again
   * @throws StatementFailedException where the server can write nothing at all now
   */
  public List<CommitOutcome> commit(List<Burst> batch) {
    Map<ExecutionKey, CommitOutcome> outcomes = new HashMap<>();
    List<Burst> open = batch.stream().sorted(Comparator.comparing(Burst::key)).toList();
    if (open.stream().map(Burst::key).distinct().count() != open.size()) {
      throw new IllegalArgumentException("an execution occurs twice in a batch");
    }
    for (int sent = 0; !open.isEmpty() && sent < WHOLE; sent++) {
      if (write(open) == null) {
        open.forEach(burst -> outcomes.put(burst.key(), committed(burst)));
        open = List.of();
      } else {
        List<Burst> losers = losers(open);
        losers.forEach(burst -> outcomes.put(burst.key(), new CommitOutcome.Conflict()));
        open = open.stream().filter(burst -> !outcomes.containsKey(burst.key())).toList();
      }
    }
    open.forEach(burst -> outcomes.put(burst.key(), commitAlone(burst)));
    return batch.stream().map(burst -> of(outcomes, burst)).toList();
  }

  private static CommitOutcome of(Map<ExecutionKey, CommitOutcome> outcomes, Burst burst) {
    CommitOutcome outcome = outcomes.get(burst.key());
    if (outcome == null) {
      throw new IllegalStateException("no outcome for execution " + burst.key().id());
    }
    return outcome;
  }

  private static CommitOutcome committed(Burst burst) {
    return new CommitOutcome.Committed(burst.rev() + 1);
  }

  private CommitOutcome commitAlone(Burst burst) {
    StatementFailedException refusal = write(List.of(burst));
    if (refusal == null) {
      return committed(burst);
    }
    return switch (refusal.sqlState()) {
      case Refusals.WRONG_COUNT, Refusals.DEADLOCK, Refusals.MOVED -> new CommitOutcome.Conflict();
      // Whoever wrote the same event before has moved the revision, too.
      default -> losers(List.of(burst)).isEmpty()
          ? new CommitOutcome.Refused(refusal)
          : new CommitOutcome.Conflict();
    };
  }

  /** The bursts whose execution is closed, or at another revision. */
  private List<Burst> losers(List<Burst> batch) {
    Map<ExecutionKey, Long> revisions = pool.read(connection -> {
      Map<ExecutionKey, Long> found = new HashMap<>();
      try (var statement = connection.prepareStatement(REVISIONS)) {
        Rows.KEYS.bind(statement, 1, batch.stream().map(Burst::key).toList());
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.put(Rows.key(rows), rows.getLong("rev"));
          }
        }
      }
      return found;
    });
    return batch.stream()
        .filter(burst -> !Long.valueOf(burst.rev()).equals(revisions.get(burst.key())))
        .toList();
  }

  /** Sends the batch; null where it is written, else what a row of it met. */
  private @Nullable StatementFailedException write(List<Burst> batch) {
    try {
      send(batch);
      return null;
    } catch (StatementFailedException e) {
      if (e.sqlState().equals(Days.NO_PARTITION) && days.refresh()) {
        return write(batch);
      }
      if (!Refusals.isOfARow(e)) {
        throw e;
      }
      return e;
    }
  }

  private void send(List<Burst> batch) {
    List<ExecutionKey> keys = batch.stream().map(Burst::key).toList();
    Parts parts = new Parts();
    batch.forEach(burst -> parts.add(burst, days.of(burst.key())));
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(COMMIT)) {
        parts.bind(statement, Rows.firstDay(keys), Rows.lastDay(keys));
        try (ResultSet row = statement.executeQuery()) {
          return row.next();
        }
      }
    });
  }

  /** A batch, cut by table. */
  private static final class Parts {
    private final List<Of<Burst>> bursts = new ArrayList<>();
    private final List<Of<TaskEnd>> ends = new ArrayList<>();
    private final List<Of<TaskRelease>> releases = new ArrayList<>();
    private final List<Of<MessageKey>> applied = new ArrayList<>();
    private final List<Of<Integer>> frames = new ArrayList<>();
    private final List<Of<NewTask>> tasks = new ArrayList<>();
    private final List<Of<HistorySegment>> history = new ArrayList<>();
    private final List<Of<StoredPayload>> payloads = new ArrayList<>();
    private final List<Of<KeptItem>> items = new ArrayList<>();
    private final List<OutgoingMessage> messages = new ArrayList<>();
    private int closing;

    private void add(Burst burst, int day) {
      Set<Integer> ended = new HashSet<>();
      for (TaskEnd end : burst.ends()) {
        if (!ended.add(end.seq())) {
          throw new IllegalArgumentException("a task ends twice in a burst: " + burst.key().id());
        }
      }
      ExecutionKey key = burst.key();
      bursts.add(new Of<>(key, day, burst));
      closing += burst.next() instanceof Closing ? 1 : 0;
      burst.ends().forEach(end -> ends.add(new Of<>(key, day, end)));
      burst.releases().forEach(release -> releases.add(new Of<>(key, day, release)));
      burst.applied().forEach(message -> applied.add(new Of<>(key, day, message)));
      burst.droppedFrames().forEach(frame -> frames.add(new Of<>(key, day, frame)));
      burst.tasks().forEach(task -> tasks.add(new Of<>(key, day, task)));
      burst.history().ifPresent(segment -> history.add(new Of<>(key, day, segment)));
      burst.payloads().forEach(payload -> payloads.add(new Of<>(key, day, payload)));
      burst.items().forEach(item -> items.add(new Of<>(key, day, item)));
      messages.addAll(burst.messages());
    }

    private void bind(PreparedStatement statement, int firstDay, int lastDay)
        throws SQLException {
      int next = BURSTS.bind(statement, 1, bursts);
      next = ENDS.bind(statement, next, ends);
      next = RELEASES.bind(statement, next, releases);
      next = APPLIED.bind(statement, next, applied);
      statement.setInt(next++, firstDay);
      statement.setInt(next++, lastDay);
      next = FRAMES.bind(statement, next, frames);
      next = Rows.TASKS.bind(statement, next, tasks);
      next = Rows.HISTORY.bind(statement, next, history);
      next = Rows.PAYLOADS.bind(statement, next, payloads);
      next = Rows.ITEMS.bind(statement, next, items);
      next = Rows.MESSAGES.bind(statement, next, messages);
      statement.setLong(next++, bursts.size());
      statement.setLong(next++, ends.size());
      statement.setLong(next++, releases.size());
      statement.setLong(next++, applied.size());
      statement.setLong(next, closing);
    }
  }

  private static <T> @Nullable T ifOpen(Of<Burst> burst, Function<OpenRun, @Nullable T> part) {
    return burst.row().next() instanceof OpenRun open ? part.apply(open) : null;
  }

  private static <T> @Nullable T ifClosing(Of<Burst> burst, Function<Closing, @Nullable T> part) {
    return burst.row().next() instanceof Closing closing ? part.apply(closing) : null;
  }
}
