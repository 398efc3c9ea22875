package dev.pawl.db.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The policies of accounts, and which users and roles have them. The documents are text here. */
public final class AccessPolicies {
  private static final String PUT = """
      insert into access_policy (account, name, document)
      select a.id, :name, :document from account a where a.id = :account
      on conflict (account, name)
      do update set document = excluded.document, changed_at = now()
      """;

  private static final String FIND = """
      select document from access_policy where account = :account and name = :name
      """;

  private static final String NAMES = """
      select name from access_policy where account = :account order by name
      """;

  private static final String DELETE = """
      delete from access_policy p
      where p.account = :account and p.name = :name
        and not exists (select from access_user_policy u
          where u.account = p.account and u.policy = p.name)
        and not exists (select from access_role_policy r
          where r.account = p.account and r.policy = p.name)
      """;

  private static final String ATTACH_USER = """
      insert into access_user_policy (account, user_name, policy)
      select p.account, u.name, p.name
      from access_policy p join access_user u on u.account = p.account
      where p.account = :account and p.name = :name and u.name = :principal
      on conflict (account, user_name, policy) do update set policy = excluded.policy
      """;

  private static final String ATTACH_ROLE = """
      insert into access_role_policy (account, role_name, policy)
      select p.account, r.name, p.name
      from access_policy p join access_role r on r.account = p.account
      where p.account = :account and p.name = :name and r.name = :principal
      on conflict (account, role_name, policy) do update set policy = excluded.policy
      """;

  private static final String DETACH_USER = """
      delete from access_user_policy
      where account = :account and user_name = :principal and policy = :name
      """;

  private static final String DETACH_ROLE = """
      delete from access_role_policy
      where account = :account and role_name = :principal and policy = :name
      """;

  private static final String OF_USER = """
      select p.name, p.document
      from access_user_policy a
      join access_policy p on p.account = a.account and p.name = a.policy
      where a.account = :account and a.user_name = :principal
      order by p.name
      """;

  private static final String OF_ROLE = """
      select p.name, p.document
      from access_role_policy a
      join access_policy p on p.account = a.account and p.name = a.policy
      where a.account = :account and a.role_name = :principal
      order by p.name
      """;

  private static final String ROLE_EXISTS = """
      select count(*) from access_role where account = :account and name = :principal
      """;

  private final JdbcClient jdbc;

  public AccessPolicies(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /** Who has a policy. */
  public enum Holder {
    USER,
    ROLE
  }

  /** A policy by its name, with its document in JSON. */
  public record Policy(String name, String document) {}

  /** Creates or changes a policy; false where there is no such account. */
  public boolean put(String account, String name, String document) {
    return jdbc.sql(PUT).param("account", account).param("name", name)
        .param("document", document).update() == 1;
  }

  public Optional<String> find(String account, String name) {
    return jdbc.sql(FIND).param("account", account).param("name", name).query(String.class)
        .optional();
  }

  /** The names of an account's policies, in order. */
  public List<String> names(String account) {
    return jdbc.sql(NAMES).param("account", account).query((row, _) -> row.getString("name"))
        .list();
  }

  /** Deletes a policy; false where there is none, or somebody has it. */
  public boolean delete(String account, String name) {
    return jdbc.sql(DELETE).param("account", account).param("name", name).update() == 1;
  }

  /** Gives a policy to a user or a role; false where there is no such policy, user or role. */
  public boolean attach(Holder holder, String account, String principal, String name) {
    return change(holder == Holder.USER ? ATTACH_USER : ATTACH_ROLE, account, principal,
        name) == 1;
  }

  /** Takes a policy away; false where it was not there. */
  public boolean detach(Holder holder, String account, String principal, String name) {
    return change(holder == Holder.USER ? DETACH_USER : DETACH_ROLE, account, principal,
        name) == 1;
  }

  /** What a user or a role has; nothing for one that there is not. */
  public List<Policy> of(Holder holder, String account, String principal) {
    return jdbc.sql(holder == Holder.USER ? OF_USER : OF_ROLE)
        .params(Map.of("account", account, "principal", principal))
        .query((row, _) -> new Policy(row.getString("name"), row.getString("document"))).list();
  }

  public boolean roleExists(String account, String role) {
    return jdbc.sql(ROLE_EXISTS).params(Map.of("account", account, "principal", role))
        .query(Long.class).single() > 0;
  }

  private int change(String statement, String account, String principal, String name) {
    return jdbc.sql(statement).param("account", account).param("principal", principal)
        .param("name", name).update();
  }
}
