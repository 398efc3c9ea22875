package dev.pawl.db.trigger;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rules, schedules and what belongs to them. */
public final class Triggers {
  private static final String COLUMNS = "account, kind, scope, name, id, body, tags, created_at, changed_at, rev, next_at";

  private static final String WHERE = """
       where account = :account and kind = :kind and scope = :scope and name = :name
      """;

  private static final String ADD = """
      insert into trigger_resource (account, kind, scope, name, id, body, tags, next_at)
      values (:account, :kind, :scope, :name, :id, :body, :tags, :next)
      on conflict do nothing
      """;

  private static final String CHANGE = """
      update trigger_resource set body = :body, next_at = :next, changed_at = now(), rev = rev + 1
      where account = :account and kind = :kind and scope = :scope and name = :name and rev = :rev
      """;

  private static final String TAG = "update trigger_resource set tags = :tags" + WHERE;

  private static final String ONE = "select " + COLUMNS + " from trigger_resource" + WHERE;

  private static final String SEVERAL = "select " + COLUMNS + """
       from trigger_resource
      where account = :account and kind = :kind and scope like :scope and name > :after
        and starts_with(name, :prefix)
      order by name, scope limit :limit
      """;

  private static final String ALL = "select " + COLUMNS + """
       from trigger_resource where kind = :kind order by account, scope, name
      """;

  private static final String MARK = """
      select count(*) || '/' || coalesce(max(changed_at)::text, '') from trigger_resource where kind = :kind
      """;

  private static final String DELETE = "delete from trigger_resource" + WHERE;

  private static final String DELETE_SCOPE = """
      delete from trigger_resource where account = :account and kind = :kind and scope = :scope
      """;

  private static final String DUE = "select " + COLUMNS + """
       from trigger_resource where next_at <= now() order by next_at limit :limit
      """;

  private static final String NEXT = """
      select min(at) from (
        select min(next_at) as at from trigger_resource where next_at is not null
        union all select min(next_at) from trigger_delivery) due
      """;

  private static final RowMapper<TriggerRow> ROW = (row, _) -> {
    Timestamp next = row.getTimestamp("next_at");
    return new TriggerRow(
        new TriggerKey(row.getString("account"), TriggerKind.of(row.getString("kind")),
            row.getString("scope"), row.getString("name")),
        row.getObject("id", UUID.class), row.getString("body"), row.getString("tags"),
        row.getTimestamp("created_at").toInstant(), row.getTimestamp("changed_at").toInstant(),
        row.getLong("rev"), next == null ? null : next.toInstant());
  };

  private final JdbcClient jdbc;

  public Triggers(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  private JdbcClient.StatementSpec of(String sql, TriggerKey key) {
    return jdbc.sql(sql).param("account", key.account()).param("kind", key.kind().word())
        .param("scope", key.scope()).param("name", key.name());
  }

  /** Adds a resource; false where there is one of the name. */
  public boolean add(TriggerKey key, UUID id, String body, String tags, @Nullable Instant nextAt) {
    return of(ADD, key).param("id", id).param("body", body).param("tags", tags)
        .param("next", time(nextAt)).update() == 1;
  }

  /** Changes a resource; false where it is gone or was changed since it was read. */
  public boolean change(TriggerRow before, String body, @Nullable Instant nextAt) {
    return of(CHANGE, before.key()).param("body", body).param("next", time(nextAt))
        .param("rev", before.rev()).update() == 1;
  }

  /** Replaces a resource's tags; false where it is gone. */
  public boolean tag(TriggerKey key, String tags) {
    return of(TAG, key).param("tags", tags).update() == 1;
  }

  public Optional<TriggerRow> find(TriggerKey key) {
    return of(ONE, key).query(ROW).optional();
  }

  /**
   * Resources in the order of their names.
   *
   * @param scope empty for those of all scopes
   * @param prefix how the names begin
   * @param after names that come after it; empty for the first page
   */
  public List<TriggerRow> page(String account, TriggerKind kind, Optional<String> scope,
      String prefix, String after, int limit) {
    return jdbc.sql(SEVERAL).param("account", account).param("kind", kind.word())
        .param("scope", scope.map(Triggers::literally).orElse("%")).param("prefix", prefix)
        .param("after", after).param("limit", limit).query(ROW).list();
  }

  private static String literally(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  /** All of a kind, of all accounts. */
  public List<TriggerRow> all(TriggerKind kind) {
    return jdbc.sql(ALL).param("kind", kind.word()).query(ROW).list();
  }

  /** Another text where any of a kind was added, changed or deleted; costs less than to read them. */
  public String mark(TriggerKind kind) {
    return jdbc.sql(MARK).param("kind", kind.word()).query(String.class).single();
  }

  /** Deletes a resource; false where there is none. */
  public boolean delete(TriggerKey key) {
    return of(DELETE, key).update() == 1;
  }

  /** Deletes all of a scope. */
  public void deleteScope(String account, TriggerKind kind, String scope) {
    int _ = jdbc.sql(DELETE_SCOPE).param("account", account).param("kind", kind.word())
        .param("scope", scope).update();
  }

  /** Those that are to fire, of all accounts, the oldest first. */
  public List<TriggerRow> due(int limit) {
    return jdbc.sql(DUE).param("limit", limit).query(ROW).list();
  }

  /** When there is something to do, deliveries included; empty for never. */
  public Optional<Instant> nextDue() {
    return jdbc.sql(NEXT).query((row, _) -> Optional.ofNullable(row.getTimestamp(1))
        .map(Timestamp::toInstant)).single();
  }

  private static @Nullable Timestamp time(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }
}
