package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The executions and Map runs that cannot be advanced, with the reason, for people to see. Written outside of the bursts that
 * fail. A row belongs to the revision at which its execution stands still, and means nothing after that.
 */
public final class ParkedRuns {
  private static final Pattern UNSTORABLE = Pattern.compile("[\\x{0}\\x{D800}-\\x{DFFF}]");
  private static final int LONGEST_REASON = 1_000;

  private static final String PARK = """
      insert into parked_run as p (shard, id, rev, since, failures, reason)
      select r.shard, r.id, r.rev, now(), ?, ? from run r where r.shard = ? and r.id = ?
      on conflict (shard, id) do update set
        rev = excluded.rev, reason = excluded.reason,
        since = case when p.rev = excluded.rev then p.since else excluded.since end,
        failures = case when p.rev = excluded.rev then greatest(p.failures + 1, excluded.failures)
          else excluded.failures end
      returning failures
      """;

  private static final String UNPARK = "delete from parked_run where shard = ? and id = ?";

  private static final String CLEAR = """
      delete from parked_run p
      where not exists (select from run r where r.shard = p.shard and r.id = p.id and r.rev = p.rev)
      """;

  private static final String COUNT = """
      select count(*) from parked_run p join run r on r.shard = p.shard and r.id = p.id and r.rev = p.rev
      """;

  private static final String LIST = """
      select p.shard, p.id, m.account, m.name as machine, a.label,
        coalesce(e.name, '') as name, p.since, p.failures, p.reason
      from parked_run p
      join run r on r.shard = p.shard and r.id = p.id and r.rev = p.rev
      left join execution e on e.shard = p.shard and e.id = p.id
      left join map_run a on a.shard = p.shard and a.id = p.id
      join state_machine m on m.id = coalesce(e.sm_id, a.sm_id)
      order by p.since, p.shard, p.id
      limit ?
      """;

  private final Pool pool;

  public ParkedRuns(Pool pool) {
    this.pool = pool;
  }

  /** How many there are, and the first few. */
  public record Report(long count, List<ParkedRun> first) {
    public Report {
      first = List.copyOf(first);
    }
  }

  /**
   * Notes that an execution could not be advanced.
   *
   * @param failures in a row, as far as this node knows
   * @param reason what the last one said; cut off where it is long
   * @return the failures in a row that are known now; 0 where the execution is closed
   */
  public int park(ExecutionKey key, int failures, String reason) {
    String storable = UNSTORABLE.matcher(reason).replaceAll("\uFFFD");
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(PARK)) {
        statement.setInt(1, failures);
        statement.setString(2,
            storable.substring(0, Math.min(storable.length(), LONGEST_REASON)));
        statement.setInt(3, key.shard());
        statement.setObject(4, key.id());
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? row.getInt(1) : 0;
        }
      }
    });
  }

  /** The execution has gone on. */
  public void unpark(ExecutionKey key) {
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(UNPARK)) {
        statement.setInt(1, key.shard());
        statement.setObject(2, key.id());
        return statement.executeUpdate();
      }
    });
  }

  /** Deletes the rows of those that went on elsewhere; returns how many. */
  public int clear() {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(CLEAR)) {
        return statement.executeUpdate();
      }
    });
  }

  /** How many stand still, and those that have done so for the longest time. */
  public Report report(int limit) {
    return pool.read(connection -> {
      long count;
      try (var statement = connection.prepareStatement(COUNT);
          ResultSet row = statement.executeQuery()) {
        row.next();
        count = row.getLong(1);
      }
      List<ParkedRun> first = new ArrayList<>();
      if (count > 0) {
        try (var statement = connection.prepareStatement(LIST)) {
          statement.setInt(1, limit);
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              first.add(new ParkedRun(Rows.key(rows), rows.getString("account"),
                  rows.getString("machine"), Optional.ofNullable(rows.getString("label")),
                  Rows.name(rows), Rows.time(rows, "since"),
                  rows.getInt("failures"), rows.getString("reason")));
            }
          }
        }
      }
      return new Report(count, first);
    });
  }
}
