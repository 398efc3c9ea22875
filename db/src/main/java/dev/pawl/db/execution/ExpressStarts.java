package dev.pawl.db.execution;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The starts of asynchronous Express executions, each from its acceptance to the end of its run. Whoever owns a row
 * runs it; a row without an owner, or of a dead one, is anybody's to claim. Throws as {@link Inbox} does; every
 * statement may be repeated.
 */
public final class ExpressStarts {
  private static final Unnest<AcceptedExpress> ROWS = Unnest.<AcceptedExpress>rows()
      .smallint("shard", r -> r.key().shard())
      .uuid("id", r -> r.key().id())
      .uuid("state_machine_id", AcceptedExpress::stateMachineId)
      .integer("revision", AcceptedExpress::revision)
      .integer("version", r -> r.by().version().orElse(null))
      .text("alias", r -> r.by().alias().orElse(null))
      .text("name", AcceptedExpress::name)
      .uuid("suffix", AcceptedExpress::suffix)
      .time("started_at", AcceptedExpress::startedAt)
      .bytea("input", AcceptedExpress::input)
      .integer("losses", AcceptedExpress::losses);

  private static final String COLUMNS = "shard, id, state_machine_id, revision, version, alias, name, suffix, started_at, input, losses";

  private static final String INSERT = """
      insert into express_start (%s, owner)
      select n.shard, n.id, n.state_machine_id, n.revision, n.version, n.alias, n.name, n.suffix, n.started_at,
        n.input, n.losses, ?::uuid
      from %s
      on conflict do nothing
      """.formatted(COLUMNS, ROWS.as("n"));

  private static final String DELETE = """
      delete from express_start e using %s
      where e.shard = k.shard and e.id = k.id
      """.formatted(Rows.KEYS.as("k"));

  private static final String RELEASE = """
      update express_start e set owner = null
      from %s
      where e.shard = k.shard and e.id = k.id and e.owner = ?
      """.formatted(Rows.KEYS.as("k"));

  private static final String CLAIM_FORM = """
      update express_start e set owner = ?, losses = e.losses + %s
      from (
        select f.shard, f.id from express_start f
        where f.shard = any(?) and %s
        order by f.started_at
        limit ?
        for update skip locked
      ) d
      where e.shard = d.shard and e.id = d.id
      returning e.shard, e.id, e.state_machine_id, e.revision, e.version, e.alias, e.name, e.suffix, e.started_at,
        e.input, e.losses
      """;

  private static final String CLAIM_FREE = CLAIM_FORM.formatted("0", "f.owner is null");

  /** Whether a node lives is asked in the same statement: one that has just come may own rows already. */
  private static final String CLAIM_LOST = CLAIM_FORM.formatted("1", """
      f.owner is not null and not exists (
          select from node n where n.id = f.owner and n.expires_at > now())""");

  private final Pool pool;
  private final SealedRows sealed;

  public ExpressStarts(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /**
   * An execution as it is to be accepted, by itself, so that one whose key cannot be had spoils no batch.
   *
   * @throws dev.pawl.db.vault.KeyUnavailableException where it is to be sealed and cannot be
   */
  public AcceptedExpress seal(AcceptedExpress execution) {
    return sealed.seal(execution);
  }

  /**
   * Accepts executions, as {@link #seal} gave them. One that has been accepted before stays as it is.
   *
   * @param owner who runs them; null for whoever claims them
   */
  public void accept(List<AcceptedExpress> batch, @Nullable UUID owner) {
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(INSERT)) {
        statement.setObject(1, owner);
        ROWS.bind(statement, 2, batch);
        return statement.executeUpdate();
      }
    });
  }

  /** Forgets executions that have ended. */
  public void forget(Collection<ExecutionKey> ended) {
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(DELETE)) {
        Rows.KEYS.bind(statement, 1, List.copyOf(ended));
        return statement.executeUpdate();
      }
    });
  }

  /** Leaves executions to whoever claims them, where they are still the owner's. */
  public void release(Collection<ExecutionKey> keys, UUID owner) {
    pool.write(connection -> {
      try (var statement = connection.prepareStatement(RELEASE)) {
        int next = Rows.KEYS.bind(statement, 1, List.copyOf(keys));
        statement.setObject(next, owner);
        return statement.executeUpdate();
      }
    });
  }

  /**
   * Takes executions that nobody runs.
   *
   * @param shards where to look
   * @param me whose they are from now on
   */
  public List<AcceptedExpress> claimFree(Set<Integer> shards, UUID me, int limit) {
    return pool.<List<AcceptedExpress>>write(connection -> {
      try (var statement = connection.prepareStatement(CLAIM_FREE)) {
        bindClaim(statement, shards, me);
        statement.setInt(3, limit);
        return rows(statement);
      }
    }).stream().map(sealed::open).toList();
  }

  /**
   * Takes executions whose owner is no node that lives.
   *
   * @param me whose they are from now on; to be a node that lives
   */
  public List<AcceptedExpress> claimLost(Set<Integer> shards, UUID me, int limit) {
    return pool.<List<AcceptedExpress>>write(connection -> {
      try (var statement = connection.prepareStatement(CLAIM_LOST)) {
        bindClaim(statement, shards, me);
        statement.setInt(3, limit);
        return rows(statement);
      }
    }).stream().map(sealed::open).toList();
  }

  private static void bindClaim(PreparedStatement statement, Set<Integer> shards, UUID me)
      throws SQLException {
    statement.setObject(1, me);
    statement.setArray(2, statement.getConnection()
        .createArrayOf("smallint", shards.stream().map(Integer::shortValue).toArray()));
  }

  private static List<AcceptedExpress> rows(PreparedStatement statement) throws SQLException {
    List<AcceptedExpress> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(new AcceptedExpress(
            new ExecutionKey(rows.getInt("shard"), rows.getObject("id", UUID.class)),
            rows.getObject("state_machine_id", UUID.class), rows.getInt("revision"),
            Qualifier.of((Integer) rows.getObject("version"), rows.getString("alias")),
            rows.getString("name"), rows.getObject("suffix", UUID.class),
            rows.getObject("started_at", OffsetDateTime.class).toInstant(),
            rows.getBytes("input"), rows.getInt("losses")));
      }
    }
    return found;
  }
}
