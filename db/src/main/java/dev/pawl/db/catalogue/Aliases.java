package dev.pawl.db.catalogue;

import dev.pawl.db.catalogue.Routing.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The aliases of state machines. Throws as {@link StateMachines} does. */
public final class Aliases {
  private static final String COLUMNS = """
      select name, description, version, weight, second_version, second_weight, created_at, updated_at
      from state_machine_alias
      """;

  private static final String BY_NAME = COLUMNS + "where state_machine_id = :id and name = :name";

  private static final String LIST = COLUMNS
      + """
      where state_machine_id = :id and (created_at, name) > (:after, :afterName)
        and (:version < 0 or version = :version or second_version = :version)
      order by created_at, name
      limit :limit
      """;

  private static final String COUNT = "select count(*) from state_machine_alias where state_machine_id = :id";

  private static final String PUBLISHED = """
      select count(*) from state_machine_version
      where state_machine_id = :id and version in (:version, :secondVersion)
      """;

  private static final String CREATE = """
      insert into state_machine_alias (state_machine_id, name, description, version, weight, second_version,
        second_weight, created_at, updated_at)
      values (:id, :name, :description, :version, :weight, :secondVersion, :secondWeight, now(), now())
      """;

  private static final String UPDATE = """
      update state_machine_alias
      set description = :description, version = :version, weight = :weight, second_version = :secondVersion,
        second_weight = :secondWeight, updated_at = now()
      where state_machine_id = :id and name = :name
      """;

  private static final String DELETE = """
      delete from state_machine_alias where state_machine_id = :id and name = :name
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  public Aliases(DataSource pool) {
    this.jdbc = JdbcClient.create(pool);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
  }

  /** What became of a change. */
  public sealed interface Change {
    /** The alias as it is now: changed, or there before the creation. */
    record Made(AliasRow alias) implements Change {}

    /** The state machine or the alias is gone. */
    record Gone() implements Change {}

    /** A version that it should route to does not exist. */
    record NoSuchVersion() implements Change {}

    /** The state machine has as many aliases as it may have. */
    record Full() implements Change {}
  }

  /** Where a page of a list ended: the next begins after it. */
  public record Cursor(Instant createdAt, String name) {
    public static final Cursor START = new Cursor(Instant.EPOCH, "");
  }

  /**
   * Creates an alias, unless there is one of this name.
   *
   * @param most so many aliases a state machine may have
   */
  public Change create(UUID id, String name, @Nullable String description, Routing routing,
      int most) {
    return transaction.execute(_ -> {
      if (isGone(id)) {
        return new Change.Gone();
      }
      Optional<AliasRow> before = find(id, name);
      if (before.isPresent()) {
        return new Change.Made(before.get());
      }
      if (!isPublished(id, routing)) {
        return new Change.NoSuchVersion();
      }
      if (jdbc.sql(COUNT).param("id", id).query(Integer.class).single() >= most) {
        return new Change.Full();
      }
      return write(CREATE, id, name, description, routing);
    });
  }

  /**
   * Changes an alias.
   *
   * @param description empty to keep the one that it has
   * @param routing empty to keep the one that it has
   */
  public Change update(UUID id, String name, Optional<String> description,
      Optional<Routing> routing) {
    return transaction.execute(_ -> {
      Optional<AliasRow> before = isGone(id) ? Optional.empty() : find(id, name);
      if (before.isEmpty()) {
        return new Change.Gone();
      }
      Routing after = routing.orElse(before.get().routing());
      String told = description.orElse(before.get().description());
      if (after.equals(before.get().routing())
          && Objects.equals(told, before.get().description())) {
        return new Change.Made(before.get());
      }
      return isPublished(id, after)
          ? write(UPDATE, id, name, told, after)
          : new Change.NoSuchVersion();
    });
  }

  /** Deletes an alias; false where there was none. */
  public boolean delete(UUID id, String name) {
    return jdbc.sql(DELETE).param("id", id).param("name", name).update() == 1;
  }

  public Optional<AliasRow> find(UUID id, String name) {
    return jdbc.sql(BY_NAME)
        .param("id", id)
        .param("name", name)
        .query((row, _) -> alias(row))
        .optional();
  }

  /**
   * Lists aliases in the order of their creation.
   *
   * @param version only those that route to it; empty for all
   */
  public List<AliasRow> list(UUID id, Optional<Integer> version, int limit, Cursor after) {
    return jdbc.sql(LIST)
        .param("id", id)
        .param("version", version.orElse(-1))
        .param("after", Timestamp.from(after.createdAt()))
        .param("afterName", after.name())
        .param("limit", limit)
        .query((row, _) -> alias(row))
        .list();
  }

  private boolean isGone(UUID id) {
    return jdbc.sql(Versions.LOCK).param("id", id).query(Integer.class).optional().isEmpty();
  }

  private boolean isPublished(UUID id, Routing routing) {
    return jdbc.sql(PUBLISHED)
        .param("id", id)
        .param("version", routing.routes().getFirst().version())
        .param("secondVersion", routing.routes().getLast().version())
        .query(Integer.class)
        .single() == routing.routes().size();
  }

  private Change write(String sql, UUID id, String name, @Nullable String description,
      Routing routing) {
    Route first = routing.routes().getFirst();
    Optional<Route> second = routing.routes().size() > 1
        ? Optional.of(routing.routes().getLast())
        : Optional.empty();
    jdbc.sql(sql)
        .param("id", id)
        .param("name", name)
        .param("description", description, Types.VARCHAR)
        .param("version", first.version())
        .param("weight", first.weight())
        .param("secondVersion", second.map(Route::version).orElse(null), Types.INTEGER)
        .param("secondWeight", second.map(Route::weight).orElse(null), Types.INTEGER)
        .update();
    return new Change.Made(find(id, name).orElseThrow());
  }

  private static AliasRow alias(ResultSet row) throws SQLException {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route(row.getInt("version"), row.getInt("weight")));
    if (row.getObject("second_version") != null) {
      routes.add(new Route(row.getInt("second_version"), row.getInt("second_weight")));
    }
    return new AliasRow(
        row.getString("name"),
        row.getString("description"),
        new Routing(routes),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }
}
