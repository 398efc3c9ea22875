package dev.pawl.db.access;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts, their users and their roles. */
public final class Accounts {
  private static final String CREATE = """
      insert into account (id, name) values (:id, :name)
      on conflict (id) do nothing
      """;

  private static final String ALL = "select id, name from account order by id";

  private static final String EXISTS = "select count(*) from account where id = :id";

  private static final String CREATE_USER = """
      insert into access_user (account, name)
      select a.id, :name from account a where a.id = :account
      on conflict (account, name) do nothing
      """;

  private static final String USERS = """
      select name from access_user where account = :account order by name
      """;

  private static final String DELETE_USER = """
      with keys as (
        delete from access_key where account = :account and user_name = :name
      ), tokens as (
        delete from api_token where account = :account and user_name = :name
      ), policies as (
        delete from access_user_policy where account = :account and user_name = :name
      )
      delete from access_user where account = :account and name = :name
      """;

  private static final String CREATE_ROLE = """
      insert into access_role (account, name)
      select a.id, :name from account a where a.id = :account
      on conflict (account, name) do nothing
      """;

  private static final String ROLES = """
      select name from access_role where account = :account order by name
      """;

  private static final String DELETE_ROLE = """
      with policies as (
        delete from access_role_policy where account = :account and role_name = :name
      ), claims as (
        delete from oidc_role where account = :account and role_name = :name
      )
      delete from access_role where account = :account and name = :name
      """;

  private final JdbcClient jdbc;

  public Accounts(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
  }

  /**
   * A tenant.
   *
   * @param id 12 digits
   */
  public record Account(String id, String name) {}

  /** Creates an account; false where there is one with the id. */
  public boolean create(String id, String name) {
    return jdbc.sql(CREATE).param("id", id).param("name", name).update() == 1;
  }

  /** All accounts, by their ids. */
  public List<Account> all() {
    return jdbc.sql(ALL)
        .query((row, _) -> new Account(row.getString("id"), row.getString("name"))).list();
  }

  public boolean exists(String id) {
    return jdbc.sql(EXISTS).param("id", id).query(Long.class).single() > 0;
  }

  /** Creates a user; false where there is one of the name, or no such account. */
  public boolean createUser(String account, String name) {
    return named(CREATE_USER, account, name);
  }

  /** The users of an account, by name. */
  public List<String> users(String account) {
    return names(USERS, account);
  }

  /** Deletes a user with its keys and tokens; false where there is none. */
  public boolean deleteUser(String account, String name) {
    return named(DELETE_USER, account, name);
  }

  /** Creates a role; false where there is one of the name, or no such account. */
  public boolean createRole(String account, String name) {
    return named(CREATE_ROLE, account, name);
  }

  /** The roles of an account, by name. */
  public List<String> roles(String account) {
    return names(ROLES, account);
  }

  /** Deletes a role; false where there is none. */
  public boolean deleteRole(String account, String name) {
    return named(DELETE_ROLE, account, name);
  }

  private boolean named(String statement, String account, String name) {
    return jdbc.sql(statement).param("account", account).param("name", name).update() == 1;
  }

  private List<String> names(String statement, String account) {
    return jdbc.sql(statement).param("account", account).query((row, _) -> row.getString("name"))
        .list();
  }
}
