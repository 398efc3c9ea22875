package dev.pawl.chaos;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Redrives;
import dev.pawl.core.json.Payload;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads whole executions from the tables, past the engine: only its codec and its parser are used. */
final class Archive {
  private static final String REGION = "us-east-1";
  private static final String WHERE = " where t.shard = ? and (?::uuid is null or t.id = ?::uuid) ";
  private static final String EXECUTIONS = """
      select t.id, m.account, m.name as machine, m.type, v.definition, v.role_arn, t.sm_id, t.revision, t.name,
        t.status, t.started_at, t.stopped_at, t.input, t.output, t.error, t.cause, t.redrive_count, t.redriven_at,
        r.state, coalesce(r.next_event, 0) as next_event,
        (select count(*) from task x where x.shard = t.shard and x.id = t.id)
          + (select count(*) from inbox x where x.shard = t.shard and x.id = t.id)
          + (select count(*) from map_item x where x.shard = t.shard and x.id = t.id) as leftovers
      from execution t
      join state_machine m on m.id = t.sm_id
      join state_machine_revision v on v.state_machine_id = t.sm_id and v.revision = t.revision
      left join run r on r.shard = t.shard and r.id = t.id
      """
      + WHERE;
  private static final String SEGMENTS = """
      select t.id, t.first_event, t.last_event, t.data, pg_xact_commit_timestamp(t.xmin) as committed_at
      from history t
      """
      + WHERE + " order by t.id, t.first_event";
  private static final String ITEMS = "select t.id, t.frame, t.idx, t.output from map_item t"
      + WHERE;
  private static final String PAYLOADS = "select t.id, t.hash, t.data from payload t" + WHERE;
  private static final String OPEN = "select shard, id from run order by random() limit ?";

  private final Map<String, StateMachine> machines = new HashMap<>();

  /** Where an execution is. */
  record Key(int shard, UUID id) {}

  /** Some open executions, by chance. */
  List<Key> someOpen(Connection connection, int most) throws SQLException {
    List<Key> keys = new ArrayList<>();
    try (var statement = connection.prepareStatement(OPEN)) {
      statement.setInt(1, most);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(new Key(rows.getInt(1), rows.getObject(2, UUID.class)));
        }
      }
    }
    return keys;
  }

  /** The executions of a shard, or only one of them. */
  List<Stored> load(Connection connection, int shard, @Nullable UUID id) throws SQLException {
    Map<UUID, Map<PayloadHash, Payload>> payloads = payloads(connection, shard, id);
    Map<UUID, List<Stored.Segment>> segments = segments(connection, shard, id, payloads);
    Map<UUID, Map<Integer, Map<Integer, Payload>>> kept = kept(connection, shard, id);
    List<Stored> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(EXECUTIONS);
        ResultSet row = query(statement, shard, id)) {
      while (row.next()) {
        UUID found = row.getObject("id", UUID.class);
        all.add(stored(row, shard, found, segments.getOrDefault(found, List.of()),
            kept.getOrDefault(found, Map.of()), payloads.getOrDefault(found, Map.of())));
      }
    }
    return all;
  }

  private static ResultSet query(PreparedStatement statement, int shard, @Nullable UUID id)
      throws SQLException {
    statement.setInt(1, shard);
    statement.setObject(2, id);
    statement.setObject(3, id);
    return statement.executeQuery();
  }

  private Stored stored(ResultSet row, int shard, UUID id, List<Stored.Segment> segments,
      Map<Integer, Map<Integer, Payload>> kept, Map<PayloadHash, Payload> payloads)
      throws SQLException {
    String account = row.getString("account");
    String label = row.getString("machine");
    String name = row.getString("name");
    int redrives = row.getInt("redrive_count");
    Instant startedAt = instant(row, "started_at");
    Execution execution = new Execution(id, shard,
        new Arn.Execution(REGION, account, label, name).text(), name, row.getString("role_arn"),
        new Arn.StateMachine(REGION, account, label).text(), label, REGION,
        Codec.unpackPayload(row.getBytes("input")), startedAt == null ? Instant.MIN : startedAt,
        ExecutionKind.STANDARD)
        .redriven(redrives == 0
            ? Redrives.NONE
            : new Redrives(redrives, instant(row, "redriven_at")));
    byte[] output = row.getBytes("output");
    byte[] state = row.getBytes("state");
    return new Stored(label, machine(row), execution, row.getString("status"),
        instant(row, "stopped_at"), output == null ? null : Codec.unpackPayload(output),
        row.getString("error"), row.getString("cause"), segments, state(state, payloads),
        row.getInt("next_event"), kept, row.getInt("leftovers"));
  }

  private static @Nullable ExecutionState state(byte @Nullable [] packed,
      Map<PayloadHash, Payload> payloads) {
    return packed == null ? null : Codec.unpackState(packed, payloads);
  }

  private StateMachine machine(ResultSet row) throws SQLException {
    String key = row.getString("sm_id") + "/" + row.getInt("revision");
    StateMachine known = machines.get(key);
    if (known == null) {
      known = switch (DefinitionParser.parse(row.getString("definition"),
          MachineType.valueOf(row.getString("type")))) {
        case ParseResult.Valid valid -> valid.machine();
        case ParseResult.Invalid invalid -> throw new IllegalStateException(invalid.message());
      };
      machines.put(key, known);
    }
    return known;
  }

  private static Map<UUID, Map<PayloadHash, Payload>> payloads(Connection connection, int shard,
      @Nullable UUID id) throws SQLException {
    Map<UUID, Map<PayloadHash, Payload>> all = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(PAYLOADS);
        ResultSet rows = query(statement, shard, id)) {
      while (rows.next()) {
        all.computeIfAbsent(rows.getObject("id", UUID.class), _ -> new HashMap<>())
            .put(PayloadHash.ofBytes(rows.getBytes("hash")),
                Codec.unpackPayload(rows.getBytes("data")));
      }
    }
    return all;
  }

  private static Map<UUID, List<Stored.Segment>> segments(Connection connection, int shard,
      @Nullable UUID id, Map<UUID, Map<PayloadHash, Payload>> payloads) throws SQLException {
    Map<UUID, List<Stored.Segment>> all = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(SEGMENTS);
        ResultSet rows = query(statement, shard, id)) {
      while (rows.next()) {
        UUID found = rows.getObject("id", UUID.class);
        all.computeIfAbsent(found, _ -> new ArrayList<>()).add(new Stored.Segment(
            rows.getInt("first_event"), rows.getInt("last_event"),
            Codec.unpackEvents(rows.getBytes("data"), payloads.getOrDefault(found, Map.of())),
            instant(rows, "committed_at")));
      }
    }
    return all;
  }

  private static Map<UUID, Map<Integer, Map<Integer, Payload>>> kept(Connection connection,
      int shard, @Nullable UUID id) throws SQLException {
    Map<UUID, Map<Integer, Map<Integer, Payload>>> all = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(ITEMS);
        ResultSet rows = query(statement, shard, id)) {
      while (rows.next()) {
        all.computeIfAbsent(rows.getObject("id", UUID.class), _ -> new HashMap<>())
            .computeIfAbsent(rows.getInt("frame"), _ -> new HashMap<>())
            .put(rows.getInt("idx"), Codec.unpackPayload(rows.getBytes("output")));
      }
    }
    return all;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }
}
