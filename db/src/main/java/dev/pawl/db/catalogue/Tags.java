package dev.pawl.db.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tags of state machines and activities. Throws as {@link StateMachines} does. */
public final class Tags {
  private static final String PUT = """
      insert into resource_tag (account, resource, key, value)
      select :account, :resource, t.key, t.value
      from unnest(cast(:keys as text[]), cast(:values as text[])) as t (key, value)
      on conflict (account, resource, key) do update set value = excluded.value
      """;

  private static final String OF = """
      select key, value from resource_tag
      where account = :account and resource = :resource
      order by key
      """;

  private static final String REMOVE = """
      delete from resource_tag
      where account = :account and resource = :resource and key = any (:keys)
      """;

  private final JdbcClient jdbc;

  public Tags(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /** Adds tags to a resource; one with a known key gets the new value. */
  public void put(String account, UUID resource, Map<String, String> tags) {
    if (tags.isEmpty()) {
      return;
    }
    jdbc.sql(PUT)
        .param("account", account)
        .param("resource", resource)
        .param("keys", tags.keySet().toArray(String[]::new))
        .param("values", tags.values().toArray(String[]::new))
        .update();
  }

  /** Takes tags from a resource; those that it does not have are no error. */
  public void remove(String account, UUID resource, List<String> keys) {
    jdbc.sql(REMOVE)
        .param("account", account)
        .param("resource", resource)
        .param("keys", keys.toArray(String[]::new))
        .update();
  }

  /** The tags of a resource, in the order of their keys. */
  public Map<String, String> of(String account, UUID resource) {
    Map<String, String> tags = new LinkedHashMap<>();
    jdbc.sql(OF)
        .param("account", account)
        .param("resource", resource)
        .query(row -> {
          tags.put(row.getString("key"), row.getString("value"));
        });
    return tags;
  }
}
