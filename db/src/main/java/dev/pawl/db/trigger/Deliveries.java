package dev.pawl.db.trigger;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The calls that are owed to targets: each is kept until it was made or given up. */
public final class Deliveries {
  private static final String ROWS = """
      select * from unnest(:ids::uuid[], :accounts::text[], :sources::text[], :calls::text[],
        :ats::timestamptz[], :ends::timestamptz[]) as new (id, account, source, call, next_at, expires_at)
      """;

  private static final String ADD = """
      insert into trigger_delivery (id, account, source, call, next_at, expires_at)
      """ + ROWS + " on conflict do nothing";

  /** A time of a schedule is used up together with what it owes, and once. */
  private static final String FIRE = """
      with fired as (
        update trigger_resource set next_at = :next
        where account = :account and kind = :kind and scope = :scope and name = :name
          and rev = :rev and next_at = :at
        returning 1
      ), owed as (
        insert into trigger_delivery (id, account, source, call, next_at, expires_at)
        select new.* from (""" + ROWS + """
        ) new where exists (select from fired)
        on conflict do nothing
      )
      select count(*) from fired
      """;

  private static final String CLAIM = """
      update trigger_delivery d set attempts = attempts + 1,
        next_at = now() + make_interval(secs => :lease)
      where d.id in (
        select id from trigger_delivery where next_at <= now()
        order by next_at limit :limit for update skip locked)
      returning d.id, d.account, d.source, d.call, d.attempts, d.expires_at, d.created_at
      """;

  private static final String DONE = "delete from trigger_delivery where id = :id";

  private static final String LATER = """
      update trigger_delivery set next_at = now() + make_interval(secs => :seconds)
      where id = :id
      """;

  private static final RowMapper<Delivery> ROW = (row, _) -> new Delivery(
      row.getObject("id", UUID.class), row.getString("account"), row.getString("source"),
      row.getString("call"), row.getInt("attempts"), row.getTimestamp("expires_at").toInstant(),
      row.getTimestamp("created_at").toInstant());

  private final JdbcClient jdbc;

  public Deliveries(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /** Keeps calls; one of a known id is there already. */
  public void add(List<NewDelivery> deliveries) {
    if (!deliveries.isEmpty()) {
      int _ = rows(jdbc.sql(ADD), deliveries).update();
    }
  }

  /**
   * Uses up a time at which a resource fires.
   *
   * @param row as it was found to be due
   * @param nextAt when it fires next; null for never
   * @param owed the calls of this time
   * @return false where another node was faster, or the resource was changed
   */
  public boolean fire(TriggerRow row, @Nullable Instant nextAt, List<NewDelivery> owed) {
    TriggerKey key = row.key();
    return rows(jdbc.sql(FIRE), owed).param("account", key.account())
        .param("kind", key.kind().word()).param("scope", key.scope()).param("name", key.name())
        .param("rev", row.rev()).param("at", time(row.nextAt())).param("next", time(nextAt))
        .query(Integer.class).single() == 1;
  }

  /**
   * Takes calls that are to be made now; nobody else takes them for as long as the lease lasts.
   *
   * @param lease whole seconds
   */
  public List<Delivery> claim(int limit, Duration lease) {
    return jdbc.sql(CLAIM).param("limit", limit).param("lease", lease.toSeconds()).query(ROW)
        .list();
  }

  /** The call was made, or is given up. */
  public void done(UUID id) {
    int _ = jdbc.sql(DONE).param("id", id).update();
  }

  /** The call is to be tried again. */
  public void later(UUID id, Duration pause) {
    int _ = jdbc.sql(LATER).param("id", id).param("seconds", pause.toMillis() / 1000.0).update();
  }

  private static JdbcClient.StatementSpec rows(JdbcClient.StatementSpec statement,
      List<NewDelivery> deliveries) {
    return statement.param("ids", array(deliveries, NewDelivery::id))
        .param("accounts", array(deliveries, NewDelivery::account))
        .param("sources", array(deliveries, NewDelivery::source))
        .param("calls", array(deliveries, NewDelivery::call))
        .param("ats", array(deliveries, NewDelivery::at))
        .param("ends", array(deliveries, NewDelivery::expiresAt));
  }

  /** Arrays of texts, which the statement casts. */
  private static String[] array(List<NewDelivery> deliveries,
      Function<NewDelivery, Object> column) {
    return deliveries.stream().map(column).map(String::valueOf).toArray(String[]::new);
  }

  private static @Nullable Timestamp time(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }
}
