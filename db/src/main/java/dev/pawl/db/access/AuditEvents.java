package dev.pawl.db.access;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was changed and what was refused, by whom and from where; without payloads. Rows are only ever added. */
public final class AuditEvents {
  private static final String ADD = """
      insert into audit_event
        (day, at, account, principal, source, action, resource, result, request_id)
      select :day, :at, e.account, e.principal, e.source, e.action, e.resource, e.result,
             e.request_id
      from unnest(
        cast(:accounts as text[]), cast(:principals as text[]), cast(:sources as text[]),
        cast(:actions as text[]), cast(:resources as text[]), cast(:results as text[]),
        cast(:requests as text[]))
        as e (account, principal, source, action, resource, result, request_id)
      """;

  private static final String PAGE = """
      select at, account, principal, source, action, resource, result, request_id
      from audit_event
      where account = :account and at >= :from and at < :until
      order by at desc, id desc
      limit :limit
      """;

  private final JdbcClient jdbc;

  public AuditEvents(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /**
   * One call.
   *
   * @param account whose call it was; empty where nobody was recognised
   * @param principal the ARN of the caller, or the id of the key that was not recognised; empty for none
   * @param source the address that the call came from
   * @param action as policies name it
   * @param resource an ARN or {@code *}
   * @param result {@code OK}, or AWS's name of the error
   */
  public record AuditEvent(String account, String principal, String source, String action,
      String resource, String result, String requestId) {}

  /** An event with the time at which it was written. */
  public record Recorded(Instant at, AuditEvent event) {}

  /** Adds events, all with the same time. */
  public void add(Instant at, List<AuditEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    jdbc.sql(ADD)
        .param("day", Math.toIntExact(at.getEpochSecond() / Duration.ofDays(1).toSeconds()))
        .param("at", Timestamp.from(at))
        .param("accounts", events.stream().map(AuditEvent::account).toArray(String[]::new))
        .param("principals", events.stream().map(AuditEvent::principal).toArray(String[]::new))
        .param("sources", events.stream().map(AuditEvent::source).toArray(String[]::new))
        .param("actions", events.stream().map(AuditEvent::action).toArray(String[]::new))
        .param("resources", events.stream().map(AuditEvent::resource).toArray(String[]::new))
        .param("results", events.stream().map(AuditEvent::result).toArray(String[]::new))
        .param("requests", events.stream().map(AuditEvent::requestId).toArray(String[]::new))
        .update();
  }

  /** The events of an account, the latest first. */
  public List<Recorded> page(String account, Instant from, Instant until, int limit) {
    return jdbc.sql(PAGE).param("account", account).param("from", Timestamp.from(from))
        .param("until", Timestamp.from(until)).param("limit", limit)
        .query((row, _) -> new Recorded(row.getTimestamp("at").toInstant(),
            new AuditEvent(row.getString("account"), row.getString("principal"),
                row.getString("source"), row.getString("action"), row.getString("resource"),
                row.getString("result"), row.getString("request_id"))))
        .list();
  }
}
