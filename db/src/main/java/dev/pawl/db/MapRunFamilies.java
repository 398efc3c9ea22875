package dev.pawl.db;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the Map runs say about how long their children are kept: as long as executions of the state machine whose
 * definition holds the Map state, and in any case until their Map run has ended, which gathers what they gave, or, where
 * it did not succeed, as long as its execution may be redriven. The
 * children count as executions of a machine of their own, whose id no statement can compute.
 */
final class MapRunFamilies {
  private static final Unnest<Days> DAYS = Unnest.<Days>rows()
      .uuid("resource", Days::machine)
      .integer("days", Days::days);

  private static final Unnest<Open> OPEN = Unnest.<Open>rows()
      .uuid("machine", Open::machine)
      .text("prefix", Open::prefix);

  /**
   * Begins a statement: {@code kept} has the days of each tagged machine, {@code held} the children that must stay,
   * by their machine and the first 13 characters of their ids, which are those of their Map run's.
   */
  static final String HEAD = """
      with kept as (
        select t.resource, case when t.value ~ '^[1-9][0-9]{0,3}$' then t.value::int end as days
        from resource_tag t where t.key = 'pawl:retention-days'
        union all
        select c.resource, c.days from %s
      ), held as (
        select c.machine, c.prefix from %s
      )
      """.formatted(DAYS.as("c"), OPEN.as("c"));

  private static final String TAGGED = """
      select distinct m.sm_id, m.label, t.value::int as days
      from map_run m join resource_tag t on t.resource = m.sm_id
      where m.shard = any (array(select generate_series(0, 255)::smallint))
        and t.key = 'pawl:retention-days' and t.value ~ '^[1-9][0-9]{0,3}$'
      """;

  /** Those that run, and those whose redrive may still ask for what their children gave. */
  private static final String RUNNING = """
      select m.id, m.sm_id, m.label
      from map_run m
      left join resource_tag t on t.resource = m.sm_id and t.key = 'pawl:retention-days'
      where m.shard = any (array(select generate_series(0, 255)::smallint))
        and (m.status = 'RUNNING' or (m.status <> 'SUCCEEDED' and m.stopped_at > now()
          - make_interval(days => coalesce(
            case when t.value ~ '^[1-9][0-9]{0,3}$' then t.value::int end, ?))))
      """;

  /** The time in an id, which a Map run's children share with it. */
  private static final int TIME = 13;

  private record Days(UUID machine, int days) {}

  private record Open(UUID machine, String prefix) {}

  private final List<Days> days;
  private final List<Open> open;

  private MapRunFamilies(List<Days> days, List<Open> open) {
    this.days = days;
    this.open = open;
  }

  /** @param defaultDays for how many days executions are kept whose state machine has no tag */
  static MapRunFamilies load(Pool pool, int defaultDays) {
    return pool.read(connection -> new MapRunFamilies(
        list(connection, TAGGED, _ -> {}, row -> new Days(children(row), row.getInt("days"))),
        list(connection, RUNNING, statement -> statement.setInt(1, defaultDays),
            row -> new Open(children(row),
                row.getObject("id", UUID.class).toString().substring(0, TIME)))));
  }

  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private static <T> List<T> list(Connection connection, String sql, Binding binding,
      Reading<T> reading) throws SQLException {
    List<T> found = new ArrayList<>();
    try (var statement = connection.prepareStatement(sql)) {
      binding.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reading.of(rows));
        }
      }
    }
    return found;
  }

  private static UUID children(ResultSet row) throws SQLException {
    return ExecutionIds.ofLabel(row.getObject("sm_id", UUID.class), row.getString("label"));
  }

  /** Binds what {@link #HEAD} asks for; gives the next parameter. */
  int bind(PreparedStatement statement) throws SQLException {
    return OPEN.bind(statement, DAYS.bind(statement, 1, days), open);
  }
}
