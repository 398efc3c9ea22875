package dev.pawl.db.catalogue;

import java.security.SecureRandom;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Secrets that all nodes share. Throws as {@link StateMachines} does. */
public final class ServerKeys {
  private static final int LENGTH = 32;

  private static final String OFFER = """
      insert into server_key (name, value) values (:name, :value)
      on conflict (name) do nothing
      """;

  private static final String LOAD = "select value from server_key where name = :name";

  private final JdbcClient jdbc;

  public ServerKeys(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /**
   * The key of this name. The first node to ask makes it up; all that ask at once get the same.
   *
   * @return at least 32 bytes
   */
  public byte[] loadOrCreate(String name) {
    byte[] offer = new byte[LENGTH];
    new SecureRandom().nextBytes(offer);
    jdbc.sql(OFFER).param("name", name).param("value", offer).update();
    return jdbc.sql(LOAD)
        .param("name", name)
        .query((row, _) -> row.getBytes("value"))
        .single();
  }
}
