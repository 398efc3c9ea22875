package dev.pawl.bench.engine;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes executions that wait for years: one is started, its rows are copied with other ids and shards. The engine
 * could start them itself, but not as fast, and the rows would be the same.
 */
final class ParkedExecutions {
  private static final int BLOCK = 250_000;

  private final Engine engine;
  private final UUID machine;
  private int made;

  /** @param machine waits for years */
  ParkedExecutions(Engine engine, UUID machine) {
    this.engine = engine;
    this.machine = machine;
  }

  /**
   * Parks so many more.
   *
   * @throws IllegalStateException where they are not all there afterwards
   */
  void park(int more) throws SQLException {
    long before = rows();
    String model = engine.startAndWait(machine, "{}");
    for (int left = more; left > 0; left -= BLOCK) {
      int block = Math.min(left, BLOCK);
      engine.postgres().run(copies(made + 1, made + block, model));
      made += block;
    }
    if (rows() - before <= more) {
      throw new IllegalStateException("parked " + (rows() - before) + " instead of " + more);
    }
    engine.postgres().run("vacuum (analyze) run");
    engine.postgres().run("checkpoint");
  }

  private long rows() throws SQLException {
    return engine.postgres().number("select count(*) from run");
  }

  /** What tables and indexes of executions take, by table. */
  Map<String, Long> bytes() throws SQLException {
    Map<String, Long> bytes = new TreeMap<>();
    for (String table : List.of("run", "execution", "history")) {
      bytes.put(table, engine.postgres().number("""
          select sum(pg_total_relation_size(c.oid))::bigint from pg_class c
          where c.relkind = 'r' and (c.relname = '%1$s' or c.relname like '%1$s\\_%%')
          """.formatted(table)));
    }
    return bytes;
  }

  /**
   * Ids are UUIDv7 that rise as those of real starts do, 4,000 in a millisecond from the model's on: at random they
   * would leave indexes a third larger.
   */
  private static String copies(int first, int last, String model) {
    return """
      create temp table copy as
      select g, (g * 7919::bigint %% 256)::smallint as shard,
        (left(t.ms, 8) || '-' || right(t.ms, 4) || '-7' || lpad(to_hex(g %% 4000), 3, '0') || '-8'
          || substr(md5(m.id::text || g::text), 1, 3) || '-' || substr(md5(g::text), 1, 12))::uuid as id
      from generate_series(%d, %d) g, execution m, lateral (
        select lpad(to_hex(('x' || replace(left(m.id::text, 13), '-', ''))::bit(48)::bigint + g / 4000),
          12, '0') as ms) t
      where m.id = '%s'
      order by g;
      insert into execution (shard, day, id, sm_id, revision, version, name, status, started_at, input, input_hash)
      select c.shard, m.day, c.id, m.sm_id, m.revision, m.version, m.name, m.status,
        m.started_at + c.g * interval '1 microsecond', m.input, m.input_hash
      from copy c, execution m where m.id = '%3$s';
      insert into history (shard, day, id, first_event, last_event, codec, data)
      select c.shard, h.day, c.id, h.first_event, h.last_event, h.codec, h.data
      from copy c, history h where h.id = '%3$s';
      insert into run (shard, id, rev, next_event, wake_at, state)
      select c.shard, c.id, r.rev, r.next_event, r.wake_at + random() * interval '300 days', r.state
      from copy c, run r where r.id = '%3$s';
      drop table copy
      """.formatted(first, last, model);
  }
}
