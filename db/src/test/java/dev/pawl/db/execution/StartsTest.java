package dev.pawl.db.execution;

import static dev.pawl.db.execution.Fixture.ME;
import static dev.pawl.db.execution.Fixture.bytes;
import static dev.pawl.db.execution.Fixture.open;
import static dev.pawl.db.execution.Fixture.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.db.execution.StartResult.AlreadyRunning;
import dev.pawl.db.execution.StartResult.Created;
import dev.pawl.db.execution.StartResult.NameTaken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(CommitForm.class)
final class StartsTest {
  private static final Map<CommitForm, Fixture> DATABASES = Arrays.stream(CommitForm.values())
      .collect(Collectors.toMap(Function.identity(), Fixture::create));

  private final Fixture db;

  StartsTest(CommitForm form) {
    this.db = Objects.requireNonNull(DATABASES.get(form));
  }

  @AfterAll
  static void close() {
    DATABASES.values().forEach(fixture -> fixture.test().close());
  }

  @Test
  void aShortExecutionIsInsertedClosed() {
    NewExecution execution = db.unnamed(succeeded(), List.of());

    List<StartResult> results = db.database().starts().start(List.of(execution));

    assertThat(results).containsExactly(new Created());
    assertThat(db.isOpen(execution.key())).isFalse();
    assertThat(db.database().executions().find(db.machine(), execution.name()))
        .hasValueSatisfying(row -> {
          assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
          assertThat(row.input()).isEqualTo(bytes("in"));
          assertThat(row.output()).hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("out")));
        });
    assertThat(
        db.test().count("select count(*) from exec_name where id = '" + execution.key().id() + "'"))
        .isZero();
  }

  @Test
  void aNameThatNobodyGaveIsTheIdAndIsNotStored() {
    NewExecution execution = db.unnamed(open(null), List.of());
    String id = execution.key().id().toString();

    db.database().starts().start(List.of(execution));

    Executions executions = db.database().executions();
    assertThat(db.test().count("select count(*) from execution where name = '' and id = '" + id
        + "'")).isOne();
    assertThat(executions.find(db.machine(), id)).map(ExecutionRow::name).contains(id);
    assertThat(executions.list(db.machine(), Optional.empty(), Optional.empty(), 10,
        Optional.empty())).extracting(ExecutionSummary::name).contains(id);
    assertThat(db.load(execution.key()).name()).isEqualTo(id);
  }

  @Test
  void anOpenExecutionBringsItsTasksPayloadsItemsAndMessages() {
    ExecutionKey other = db.started();
    NewExecution plain = db.unnamed(open(null), List.of(NewTask.call(1, 1, ME, null, bytes("r"))));
    byte[] parent = new Parent.Task(new TaskToken(1, other.id(), 2, 0)).toBytes();
    NewExecution execution = new NewExecution(
        plain.key(), plain.stateMachineId(), 3, new Qualifier.Alias("live", 4), plain.name(), false,
        plain.startedAt(),
        plain.input(), plain.inputHash(), Optional.of(parent), plain.next(),
        plain.history(),
        List.of(new StoredPayload(new byte[16], (byte) 0, bytes("p"))), plain.tasks(),
        List.of(new KeptItem(2, 0, 0, bytes("item"))),
        List.of(new OutgoingMessage(other, MessageKind.WAKE, new byte[0])));

    db.database().starts().start(List.of(execution));

    assertThat(db.database().mapItems().load(execution.key(), 2)).hasSize(1);

    LoadedRun run = db.load(execution.key());
    assertThat(run.rev()).isEqualTo(1);
    assertThat(run.revision()).isEqualTo(3);
    assertThat(run.version()).isEqualTo(4);
    assertThat(run.parent()).hasValueSatisfying(b -> assertThat(b).isEqualTo(parent));
    assertThat(run.startedAt()).isEqualTo(plain.startedAt());
    assertThat(run.tasks()).hasSize(1);
    assertThat(db.load(other).messages()).hasSize(1);
    assertThat(db.database().payloads().load(execution.key(), List.of(new byte[16]))).hasSize(1);
  }

  @Test
  void theSameNameAndInputIsTheSameExecutionWhileItRuns() {
    NewExecution first = db.named("repeat", "in", open(null));
    db.database().starts().start(List.of(first));

    List<StartResult> again = db.database().starts()
        .start(
            List.of(db.named("repeat", "in", open(null)), db.named("repeat", "other", open(null))));
    db.commit(Burst.of(first.key(), 1, succeeded()));
    List<StartResult> late = db.database().starts()
        .start(List.of(db.named("repeat", "in", open(null))));

    assertThat(again).containsExactly(
        new AlreadyRunning(first.key().id(), first.startedAt()), new NameTaken(first.key().id()));
    assertThat(late).containsExactly(new NameTaken(first.key().id()));
    assertThat(db.database().executions().find(db.machine(), "repeat")).map(ExecutionRow::key)
        .contains(first.key());
  }

  @Test
  void ofTwinsInOneBatchOneWins() {
    NewExecution one = db.named("twin", "in", open(null));
    NewExecution two = db.named("twin", "in", open(null));

    List<StartResult> results = db.database().starts().start(List.of(one, two));

    assertThat(results).filteredOn(Created.class::isInstance).hasSize(1);
    assertThat(results).filteredOn(AlreadyRunning.class::isInstance).hasSize(1);
    assertThat(db.test().count("select count(*) from execution where name = 'twin'")).isEqualTo(1);
    assertThat(db.test().count(
        "select count(*) from run r where r.id in (select id from execution where name = 'twin')"))
        .isEqualTo(1);
  }

  @Test
  void aRepeatedStartOfOneIdIsNoSecondOne() {
    NewExecution named = db.named("again", "in", open(null));
    NewExecution unnamed = db.unnamed(open(null), List.of());
    db.database().starts().start(List.of(named, unnamed));

    List<StartResult> results = db.database().starts().start(List.of(unnamed, named));

    assertThat(results).containsExactly(
        new AlreadyRunning(unnamed.key().id(), unnamed.startedAt()),
        new AlreadyRunning(named.key().id(), named.startedAt()));
    assertThat(
        db.test().count("select count(*) from history where id = '" + unnamed.key().id() + "'"))
        .isEqualTo(1);
  }

  @Test
  void aRowThatTheServerRefusesDoesNotHoldUpItsBatch() {
    NewExecution good = db.unnamed(open(null), List.of());
    NewExecution model = db.unnamed(open(null), List.of());
    NewTask task = NewTask.call(1, 1, ME, null, bytes("r"));
    NewExecution bad = new NewExecution(
        model.key(), model.stateMachineId(), 1, Qualifier.none(), model.name(), false,
        model.startedAt(),
        model.input(), model.inputHash(), Optional.empty(), model.next(), Optional.empty(),
        List.of(),
        List.of(task, task), List.of(), List.of());

    List<StartResult> results = db.database().starts().start(List.of(bad, good));

    assertThat(results.getFirst()).isInstanceOf(StartResult.Refused.class);
    assertThat(results.getLast()).isEqualTo(new Created());
  }

  @Test
  void aNameWithoutItsExecutionStaysTaken() {
    db.test().execute("insert into exec_name values (" + Shards.of(db.machine(), "orphan") + ", '"
        + db.machine() + "', 'orphan', '" + new UUID(6, 6) + "')");

    List<StartResult> results = db.database().starts()
        .start(List.of(db.named("orphan", "in", open(null))));

    assertThat(results).containsExactly(new NameTaken(new UUID(6, 6)));
  }

  @Test
  void oneWinnerPerNameWhenFourLanesRace() throws Exception {
    int names = 800;
    List<Callable<Map<UUID, StartResult>>> lanes = new ArrayList<>();
    Map<UUID, String> nameOf = Collections.synchronizedMap(new HashMap<>());
    for (int lane = 0; lane < 4; lane++) {
      Random random = new Random(lane);
      lanes.add(() -> {
        Map<UUID, StartResult> results = new HashMap<>();
        for (int batch = 0; batch < 10; batch++) {
          List<NewExecution> starts = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            NewExecution start = db.named("race-" + random.nextInt(names), "in", open(null));
            nameOf.put(start.key().id(), start.name());
            starts.add(start);
          }
          List<StartResult> answers = db.database().starts().start(starts);
          for (int i = 0; i < 100; i++) {
            results.put(starts.get(i).key().id(), answers.get(i));
          }
        }
        return results;
      });
    }
    long deadlocksBefore = deadlocks();

    Map<UUID, StartResult> results = new HashMap<>();
    try (var threads = Executors.newFixedThreadPool(lanes.size())) {
      for (Future<Map<UUID, StartResult>> lane : threads.invokeAll(lanes)) {
        results.putAll(lane.get());
      }
    }

    Map<String, UUID> winners = new HashMap<>();
    results.forEach((id, result) -> {
      if (result instanceof Created) {
        assertThat(winners.put(String.valueOf(nameOf.get(id)), id)).isNull();
      }
    });
    assertThat(results).hasSize(4_000);
    results.forEach((id, result) -> {
      if (!(result instanceof Created)) {
        assertThat(result).isInstanceOfSatisfying(
            AlreadyRunning.class,
            running -> assertThat(running.id())
                .isEqualTo(winners.get(String.valueOf(nameOf.get(id)))));
      }
    });
    assertThat(deadlocks()).isEqualTo(deadlocksBefore);
    assertThat(db.test().count("select count(*) from execution where name like 'race-%'"))
        .isEqualTo(winners.size());
  }

  @Test
  void listsGoFromTheLatestStartBackAndGoOnAfterTheirCursor() {
    UUID machine = new UUID(9, 9);
    Fixture fixture = new Fixture(db.test(), db.database(), machine, new Random(1));
    List<NewExecution> starts = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      starts.add(fixture.unnamed(i % 2 == 0 ? open(null) : succeeded(), List.of()));
    }
    db.database().starts().start(starts);

    List<UUID> listed = new ArrayList<>();
    Optional<Executions.Cursor> cursor = Optional.empty();
    for (int page = 0; page < 4; page++) {
      List<ExecutionSummary> lines = db.database().executions().list(machine, Optional.empty(),
          Optional.empty(), new ListedBy.Any(), 2,
          cursor);
      lines.forEach(line -> listed.add(line.key().id()));
      cursor = Optional
          .of(new Executions.Cursor(lines.getLast().startedAt(), lines.getLast().key().id()));
    }

    Comparator<NewExecution> latestFirst = Comparator.comparing(NewExecution::startedAt).reversed()
        .thenComparing(NewExecution::name);
    assertThat(listed).containsExactlyElementsOf(
        starts.stream().sorted(latestFirst).map(start -> start.key().id()).toList());
    assertThat(db.database().executions().list(machine, Optional.of(ExecutionStatus.RUNNING),
        Optional.empty(), new ListedBy.Any(), 9,
        Optional.empty())).hasSize(4);
    assertThat(db.database().executions().anyOpen(machine)).isTrue();
    assertThat(db.database().executions().anyOpen(new UUID(8, 8))).isFalse();
  }

  @Test
  void anExecutionIsFoundByItsIdAlone() {
    NewExecution execution = db.named("by-id", "in", open(null));
    db.database().starts().start(List.of(execution));

    assertThat(db.database().executions().find(execution.key().id())).map(ExecutionRow::name)
        .contains("by-id");
    assertThat(db.database().executions().find(db.id())).isEmpty();
    assertThat(db.database().executions().find(db.machine(), execution.key().id().toString()))
        .isEmpty();
    assertThat(execution.key().shard()).isEqualTo(Shards.of(db.machine(), "by-id"));
  }

  private long deadlocks() {
    return db.test()
        .count("select deadlocks from pg_stat_database where datname = current_database()");
  }
}
