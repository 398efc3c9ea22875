package dev.pawl.db.access;

import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which roles they have whose OpenID Connect token says something of them. */
public final class OidcRoles {
  private static final String PUT = """
      insert into oidc_role (account, claim, value, role_name)
      select r.account, :claim, :value, r.name
      from access_role r where r.account = :account and r.name = :role
      on conflict (account, claim, value, role_name) do update set value = excluded.value
      """;

  private static final String DELETE = """
      delete from oidc_role
      where account = :account and claim = :claim and value = :value and role_name = :role
      """;

  private static final String OF_ACCOUNT = """
      select claim, value, role_name from oidc_role where account = :account
      order by claim, value, role_name
      """;

  private static final String MATCHING = """
      select distinct o.account, o.role_name
      from unnest(cast(:claims as text[]), cast(:values as text[])) as token (claim, value)
      join oidc_role o on o.claim = token.claim and o.value = token.value
      order by o.account, o.role_name
      """;

  private final JdbcClient jdbc;

  public OidcRoles(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /**
   * Something that a token says.
   *
   * @param name of the claim; dots lead to the members of objects
   * @param value a string
   */
  public record Claim(String name, String value) {}

  /** Gives a role to those whose token has a claim. */
  public record Mapping(Claim claim, String role) {}

  /** A role of an account. */
  public record AccountRole(String account, String role) {}

  /** Adds a mapping, also one that is there already; false where the account has no such role. */
  public boolean put(String account, Mapping mapping) {
    return change(PUT, account, mapping) == 1;
  }

  /** Deletes a mapping; false where there is none. */
  public boolean delete(String account, Mapping mapping) {
    return change(DELETE, account, mapping) == 1;
  }

  /** The mappings of an account, in order. */
  public List<Mapping> of(String account) {
    return jdbc.sql(OF_ACCOUNT).param("account", account)
        .query((row, _) -> new Mapping(
            new Claim(row.getString("claim"), row.getString("value")),
            row.getString("role_name")))
        .list();
  }

  /** The roles, of whatever account, that somebody has of whom all this is said; in order. */
  public List<AccountRole> matching(Collection<Claim> claims) {
    return jdbc.sql(MATCHING)
        .param("claims", claims.stream().map(Claim::name).toArray(String[]::new))
        .param("values", claims.stream().map(Claim::value).toArray(String[]::new))
        .query((row, _) -> new AccountRole(row.getString("account"), row.getString("role_name")))
        .list();
  }

  private int change(String statement, String account, Mapping mapping) {
    return jdbc.sql(statement).param("account", account).param("claim", mapping.claim().name())
        .param("value", mapping.claim().value()).param("role", mapping.role()).update();
  }
}
