package dev.pawl.chaos;

import dev.pawl.chaos.Journal.Fact;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Damage that is done on purpose after a run, to show that the verdict that guards against it goes red. */
enum Plant {
  /** An acknowledged execution is deleted. */
  LOST_EXECUTION(Verdict.V1) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      delete(connection, of(connection, "chain"));
    }
  },
  /** A segment of a history is there twice, the second time after the first. */
  DUPLICATE_SEGMENT(Verdict.V2) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      run(connection, """
          insert into history (shard, day, id, first_event, last_event, codec, data)
          select h.shard, h.day, h.id, h.last_event + 1, 2 * h.last_event - h.first_event + 1, h.codec, h.data
          from history h where h.id = ?
          order by h.first_event desc limit 1
          """, of(connection, "task"));
    }
  },
  /** The row of an execution says another end than its history. */
  OTHER_END(Verdict.V3) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      run(connection, "update execution set status = 'FAILED', error = 'X' where id = ?",
          of(connection, "large"));
    }
  },
  /** A Wait was over 10 s sooner than it was: it began later. */
  EARLY_TIMER(Verdict.V4) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      rewrite(connection, of(connection, "wait"), event -> event
          .type() == HistoryEventType.WaitStateEntered
              ? new HistoryEvent(event.id(), event.previousEventId(),
                  event.timestamp().plusSeconds(10), event.type(), event.details())
              : event);
    }
  },
  /** The task server has seen a call twice. */
  REPEATED_CALL(Verdict.V5) {
    @Override
    void damage(Evidence evidence, Connection connection) {
      again(evidence, "work");
    }
  },
  /** Two executions have one name. */
  NAME_TWICE(Verdict.V6) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      twice(connection, of(connection, "names"), "name");
    }
  },
  /** An attempt that has an outcome gets another one, as a stale writer would give it. */
  SECOND_OUTCOME(Verdict.V7) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      rewrite(connection, of(connection, "parallel"),
          event -> event.type() == HistoryEventType.LambdaFunctionStarted
              ? new HistoryEvent(event.id(), event.previousEventId(), event.timestamp(),
                  HistoryEventType.LambdaFunctionFailed,
                  new EventDetails.Failure("States.TaskFailed", "stale"))
              : event);
    }
  },
  /** A synchronous Express execution has run twice. */
  EXPRESS_TWICE(Verdict.V8) {
    @Override
    void damage(Evidence evidence, Connection connection) {
      again(evidence, "express");
    }
  },
  /** A child of a Map run is lost. */
  LOST_CHILD(Verdict.V8) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement("""
          select id from execution e
          where not exists (select from state_machine m where m.id = e.sm_id)
          order by random() limit 1
          """);
          ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("no Map run has a child");
        }
        delete(connection, row.getObject(1, UUID.class));
      }
    }
  },
  /** An execution was started twice by one call. */
  CHILD_TWICE(Verdict.V8) {
    @Override
    void damage(Evidence evidence, Connection connection) throws SQLException {
      twice(connection, started(connection), "gen_random_uuid()::text");
    }
  },
  /** A node has logged an input. */
  LOGGED_SECRET(Verdict.V9) {
    @Override
    void damage(Evidence evidence, Connection connection) {
      try {
        Files.writeString(evidence.logs().getFirst(), "INFO input " + evidence.canary() + "\n",
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  };

  private final Verdict verdict;

  Plant(Verdict verdict) {
    this.verdict = verdict;
  }

  /** The one that must find it. */
  Verdict verdict() {
    return verdict;
  }

  abstract void damage(Evidence evidence, Connection connection) throws SQLException;

  /** A finished execution of a kind, each time another. */
  static UUID of(Connection connection, String label) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("""
        select e.id from execution e join state_machine m on m.id = e.sm_id
        where m.name = ? and e.status = 'SUCCEEDED' order by random() limit 1
        """)) {
      statement.setString(1, label);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("no execution of " + label + " has succeeded");
        }
        return row.getObject(1, UUID.class);
      }
    }
  }

  /** An execution that another one has started. */
  private static UUID started(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("""
        select e.id from execution e join state_machine m on m.id = e.sm_id
        where m.name = 'child' and e.name = '' and e.status = 'SUCCEEDED'
        order by random() limit 1
        """);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("no execution was started by another");
      }
      return row.getObject(1, UUID.class);
    }
  }

  /**
   * Copies the row of an execution.
   *
   * @param name gives the copy's name
   */
  private static void twice(Connection connection, UUID id, String name) throws SQLException {
    run(connection, """
        insert into execution (shard, day, id, sm_id, revision, name, status, started_at, stopped_at, input,
          input_hash, output)
        select shard, day, gen_random_uuid(), sm_id, revision, %s, status, started_at, stopped_at, input,
          input_hash, output
        from execution where id = ?
        """.formatted(name), id);
  }

  private static void delete(Connection connection, UUID id) throws SQLException {
    for (String table : List.of("execution", "history", "exec_name")) {
      run(connection, "delete from " + table + " where id = ?", id);
    }
  }

  private static void run(Connection connection, String sql, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, id);
      statement.executeUpdate();
    }
  }

  /** Changes events of an execution; none of its payloads is so long that it is kept apart. */
  private static void rewrite(Connection connection, UUID id,
      UnaryOperator<HistoryEvent> change) throws SQLException {
    Map<Integer, byte[]> segments = new HashMap<>();
    try (PreparedStatement statement = connection
        .prepareStatement("select first_event, data from history where id = ?")) {
      statement.setObject(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          List<HistoryEvent> events = new ArrayList<>(
              Codec.unpackEvents(rows.getBytes(2), Map.of()));
          events.replaceAll(change);
          segments.put(rows.getInt(1), Codec.pack(events).bytes());
        }
      }
    }
    for (Map.Entry<Integer, byte[]> segment : segments.entrySet()) {
      try (PreparedStatement statement = connection
          .prepareStatement("update history set data = ? where id = ? and first_event = ?")) {
        statement.setBytes(1, segment.getValue());
        statement.setObject(2, id);
        statement.setInt(3, segment.getKey());
        statement.executeUpdate();
      }
    }
  }

  private static void again(Evidence evidence, String function) {
    Fact delivery = evidence.ledger().facts().stream()
        .filter(fact -> fact.what().equals("delivered") && fact.text("function").equals(function))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no call of " + function + " was made"));
    evidence.ledger().note("delivered", Map.of("function", function, "key", delivery.text("key"),
        "execution", delivery.text("execution"), "nonce", UUID.randomUUID().toString()));
  }
}
