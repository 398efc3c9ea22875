package dev.pawl.db.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.catalogue.StateMachines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for another account's backlog. */
final class LanesTest {
  private static final Set<Integer> ALL = IntStream.range(0, Shards.COUNT).boxed()
      .collect(Collectors.toUnmodifiableSet());
  private static final int BACKLOG = 3_000;
  private static final int FEW = 20;
  private static final int LIMIT = 500;

  private final TestDatabase test = TestDatabase.create();
  private final Random random = new Random(7);

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void whatIsDueIsTakenFromAllAccountsInTurn() {
    try (Database database = test.open()) {
      database.accounts().create("111111111111", "busy");
      database.accounts().create("222222222222", "quiet");
      start(database, machine(database, "111111111111"), BACKLOG, -60);
      Set<UUID> quiet = Set.copyOf(start(database, machine(database, "222222222222"), FEW, -1));

      List<Runs.DueRun> due = database.runs().due(ALL, Instant.MIN, LIMIT).runs();

      assertThat(due).hasSize(LIMIT);
      assertThat(due.stream().limit(2 * FEW + 2).map(run -> run.key().id())
          .filter(quiet::contains).distinct().count()).isEqualTo(FEW);
      assertThat(database.runs().due(ALL, Instant.MIN, 2 * BACKLOG).runs())
          .hasSize(BACKLOG + FEW).doesNotHaveDuplicates();
    }
  }

  @Test
  void oneAccountHasOneLane() {
    try (Database database = test.open()) {
      database.accounts().create("111111111111", "alone");
      start(database, machine(database, "111111111111"), FEW, -1);

      assertThat(test.count("select count(*) from run where lane = 0")).isEqualTo(FEW);
      assertThat(database.runs().due(ALL, Instant.MIN, LIMIT).runs()).hasSize(FEW);
    }
  }

  /** What has begun in the one lane goes on there when others come. */
  @Test
  void whatWasThereBeforeTheSecondAccountIsFound() {
    UUID machine;
    try (Database database = test.open()) {
      database.accounts().create("111111111111", "first");
      machine = machine(database, "111111111111");
      start(database, machine, FEW, -1);
      database.accounts().create("222222222222", "second");
    }
    try (Database database = Database.open(test.settings())) {
      start(database, machine, FEW, -1);

      assertThat(test.count("select count(distinct lane) from run")).isEqualTo(2);
      assertThat(database.runs().due(ALL, Instant.MIN, LIMIT).runs()).hasSize(2 * FEW);
    }
  }

  private static UUID machine(Database database, String account) {
    UUID id = UUID.randomUUID();
    assertThat(database.stateMachines().create(account, id, "m", StateMachineType.STANDARD,
        new StateMachines.Content("{}", "arn:aws:iam::" + account + ":role/r", "r", null, null,
            null)))
        .isTrue();
    return id;
  }

  private List<UUID> start(Database database, UUID machine, int count, int dueIn) {
    List<NewExecution> rows = new ArrayList<>();
    Instant now = database.clock().now();
    for (int i = 0; i < count; i++) {
      UUID id = ExecutionIds.next(now, random);
      rows.add(NewExecution.byCaller(new ExecutionKey(Shards.of(machine, id.toString()), id),
          machine, 1, Qualifier.none(), id.toString(), false, now, Fixture.bytes("in"), new byte[0],
          Fixture.open(now.plusSeconds(dueIn)), Optional.empty(), List.of(), List.of(),
          List.of()));
    }
    for (int from = 0; from < count; from += LIMIT) {
      assertThat(database.starts().start(rows.subList(from, Math.min(count, from + LIMIT))))
          .allMatch(StartResult.Created.class::isInstance);
    }
    return rows.stream().map(row -> row.key().id()).toList();
  }
}
