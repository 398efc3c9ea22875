package dev.pawl.bench.engine;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.json.Payload;
import dev.pawl.db.Database;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.Closing;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.Next;
import dev.pawl.db.execution.OpenRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;

/** What the same server does through the same driver without an engine: the yardstick of the figures beside it. */
final class DatabaseLimits {
  private static final int CONNECTIONS = 8;
  private static final int BATCH = 500;

  /** About what an execution of five Pass states stores: input, output and packed events. */
  private static final int BYTES = 900;

  private final ScratchDatabase postgres;

  DatabaseLimits(ScratchDatabase postgres) throws SQLException {
    this.postgres = postgres;
    postgres.run("""
        create table if not exists floor_row (id uuid primary key, data bytea)
        """);
  }

  /**
   * Executions per second where the start and each state are commits of their own, into the engine's tables through
   * its own statements: what the engine would be without bursts and batches. Nothing is interpreted.
   */
  List<Double> commitPerTransition(int states, int windows, Duration window)
      throws InterruptedException {
    try (Database database = postgres.open(CONNECTIONS)) {
      UUID machine = UUID.randomUUID();
      return Load.perSecond(CONNECTIONS, Duration.ofSeconds(2), windows, window,
          () -> stepByStep(database, machine, states));
    }
  }

  private static void stepByStep(Database database, UUID machine, int states) {
    Instant now = database.clock().now();
    UUID id = ExecutionIds.next(now, ThreadLocalRandom.current());
    ExecutionKey key = new ExecutionKey(Shards.of(machine, id.toString()), id);
    byte[] input = Codec.pack(Payload.ofText(Engine.INPUT));
    database.starts().start(List.of(
        NewExecution.byCaller(
            key, machine, 1, Qualifier.none(), id.toString(), false, now, input,
            PayloadHash.of(Engine.INPUT).bytes(), new OpenRun(new byte[BYTES / 3], 2, now),
            Optional.of(segment(1)), List.of(), List.of(), List.of())));
    for (int state = 1; state <= states; state++) {
      Next next = state == states
          ? Closing.succeeded(input, now)
          : new OpenRun(new byte[BYTES / 3], 2 * state + 2, now);
      List<CommitOutcome> outcome = database.commits()
          .commit(List.of(Burst.of(key, state, next).withHistory(segment(2 * state))));
      if (!(outcome.getFirst() instanceof CommitOutcome.Committed)) {
        throw new IllegalStateException("not committed: " + outcome);
      }
    }
  }

  private static HistorySegment segment(int first) {
    return new HistorySegment(first, first == 1 ? 1 : first + 1, (byte) 1, new byte[BYTES / 6]);
  }

  /** Commits per second of one row each. */
  List<Double> singleRowCommits(int windows, Duration window)
      throws SQLException, InterruptedException {
    return rates(CONNECTIONS, windows, window, connection -> {
      try (var insert = connection.prepareStatement("insert into floor_row values (?, ?)")) {
        insert.setObject(1, UUID.randomUUID());
        insert.setBytes(2, new byte[BYTES]);
        insert.execute();
      }
      return 1;
    });
  }

  /** Rows per second in batches, each of them one statement and one commit. */
  List<Double> batchInserts(int windows, Duration window)
      throws SQLException, InterruptedException {
    return rates(2, windows, window, connection -> {
      try (PreparedStatement insert = connection
          .prepareStatement("insert into floor_row select * from unnest(?::uuid[], ?::bytea[])")) {
        UUID[] ids = new UUID[BATCH];
        Arrays.setAll(ids, _ -> UUID.randomUUID());
        byte[][] rows = new byte[BATCH][BYTES];
        insert.setArray(1, connection.createArrayOf("uuid", ids));
        insert.setArray(2, connection.createArrayOf("bytea", rows));
        insert.execute();
      }
      return BATCH;
    });
  }

  /** Work with a connection; returns how much of it was done. */
  private interface Work {
    int with(Connection connection) throws SQLException;
  }

  private List<Double> rates(int connections, int windows, Duration window, Work work)
      throws SQLException, InterruptedException {
    BlockingQueue<Connection> free = new ArrayBlockingQueue<>(connections);
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        Connection connection = postgres.connect();
        all.add(connection);
        free.add(connection);
      }
      int[] each = new int[1];
      return Load.perSecond(connections, Duration.ofSeconds(2), windows, window, () -> {
        Connection connection = free.take();
        try {
          each[0] = work.with(connection);
        } finally {
          free.add(connection);
        }
      }).stream().map(rate -> rate * each[0]).toList();
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
  }
}
