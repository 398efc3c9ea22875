package dev.pawl.chaos;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Parent;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads whole executions from the tables, past the engine: only its codec and its parser are used. */
final class Archive {
  private static final String REGION = "us-east-1";
  private static final String WHERE = " where t.shard = ? and (?::uuid is null or t.id = ?::uuid) ";
  private static final String EXECUTIONS = """
      select t.id, t.sm_id, t.revision, t.parent, t.name, t.status, t.started_at, t.stopped_at, t.input, t.output, t.error, t.cause, t.redrive_count, t.redriven_at,
        r.state, coalesce(r.next_event, 0) as next_event,
        (select count(*) from task x where x.shard = t.shard and x.id = t.id)
          + (select count(*) from inbox x where x.shard = t.shard and x.id = t.id)
          + (select count(*) from map_item x where x.shard = t.shard and x.id = t.id) as leftovers
      from execution t
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
  private static final String MACHINE = """
      select m.account, m.name, m.type, v.definition, v.role_arn
      from state_machine m join state_machine_revision v on v.state_machine_id = m.id
      where m.id = ? and v.revision = ?
      """;
  private static final String OPEN = "select shard, id from run order by random() limit ?";

  private final Map<String, Machine> machines = new HashMap<>();

  /** A revision of a state machine, or of what the children of a Map run are executions of. */
  private record Machine(String account, String label, String roleArn, StateMachine definition) {
    /** The item processor of a Map state, as the machine of its children. */
    Machine processor(Parent.MapRun run) {
      if (!(definition.state(run.state()) instanceof MapState map)) {
        throw new IllegalStateException(label + " has no Map state " + run.state());
      }
      return new Machine(account, label + "/" + run.label(), roleArn,
          new StateMachine(definition.queryLanguage(), OptionalLong.empty(), map.processor(),
              definition.states(), definition.variableReferences()));
    }
  }

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
        all.add(
            stored(connection, row, new Key(shard, found), segments.getOrDefault(found, List.of()),
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

  private Stored stored(Connection connection, ResultSet row, Key key,
      List<Stored.Segment> segments, Map<Integer, Map<Integer, Payload>> kept,
      Map<PayloadHash, Payload> payloads) throws SQLException {
    byte[] from = row.getBytes("parent");
    Optional<Parent> parent = from == null ? Optional.empty() : Optional.of(Parent.read(from));
    Machine machine = machine(connection, row.getObject("sm_id", UUID.class),
        row.getInt("revision"), parent);
    String given = row.getString("name");
    String name = given.isEmpty() ? key.id().toString() : given;
    int redrives = row.getInt("redrive_count");
    Instant startedAt = instant(row, "started_at");
    Execution execution = new Execution(key.id(), key.shard(),
        new Arn.Execution(REGION, machine.account(), machine.label(), name).text(), name,
        machine.roleArn(),
        "arn:aws:states:%s:%s:stateMachine:%s".formatted(REGION, machine.account(),
            machine.label()),
        machine.label(), REGION, Codec.unpackPayload(row.getBytes("input")),
        startedAt == null ? Instant.MIN : startedAt, ExecutionKind.STANDARD)
        .redriven(redrives == 0
            ? Redrives.NONE
            : new Redrives(redrives, instant(row, "redriven_at")))
        .of(parent);
    byte[] output = row.getBytes("output");
    byte[] state = row.getBytes("state");
    return new Stored(machine.label(), machine.definition(), execution, row.getString("status"),
        instant(row, "stopped_at"), output == null ? null : Codec.unpackPayload(output),
        row.getString("error"), row.getString("cause"), segments, state(state, payloads),
        row.getInt("next_event"), kept, row.getInt("leftovers"));
  }

  private static @Nullable ExecutionState state(byte @Nullable [] packed,
      Map<PayloadHash, Payload> payloads) {
    return packed == null ? null : Codec.unpackState(packed, payloads);
  }

  private Machine machine(Connection connection, UUID id, int revision, Optional<Parent> parent)
      throws SQLException {
    return parent.orElse(null) instanceof Parent.MapRun run
        ? machine(connection, run.stateMachine(), revision).processor(run)
        : machine(connection, id, revision);
  }

  private Machine machine(Connection connection, UUID id, int revision) throws SQLException {
    String key = id + "/" + revision;
    Machine known = machines.get(key);
    if (known == null) {
      known = read(connection, id, revision);
      machines.put(key, known);
    }
    return known;
  }

  private static Machine read(Connection connection, UUID id, int revision) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MACHINE)) {
      statement.setObject(1, id);
      statement.setInt(2, revision);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("there is no revision " + revision + " of " + id);
        }
        StateMachine definition = switch (DefinitionParser.parse(row.getString("definition"),
            MachineType.valueOf(row.getString("type")))) {
          case ParseResult.Valid valid -> valid.machine();
          case ParseResult.Invalid invalid -> throw new IllegalStateException(invalid.message());
        };
        return new Machine(row.getString("account"), row.getString("name"),
            row.getString("role_arn"), definition);
      }
    }
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
