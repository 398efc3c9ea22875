package dev.pawl.db.execution;

import static dev.pawl.db.execution.Fixture.ME;
import static dev.pawl.db.execution.Fixture.OTHER;
import static dev.pawl.db.execution.Fixture.bytes;
import static dev.pawl.db.execution.Fixture.open;
import static dev.pawl.db.execution.Fixture.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.execution.Tasks.Reception;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class TasksTest {
  private static final Fixture DB = Fixture.create();
  private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Set<Integer> ALL_SHARDS = IntStream.range(0, 256).collect(HashSet::new,
      Set::add, Set::addAll);

  @AfterAll
  static void close() {
    DB.test().close();
  }

  @Test
  void anAcceptedAnswerIsInTheTaskAndTheInbox() {
    ExecutionKey key = DB.started(token(null, null));

    Reception reception = DB.database().tasks().answer(key, 1, 1, false, bytes("why"));

    assertThat(reception).isEqualTo(Reception.ACCEPTED);
    LoadedRun run = DB.load(key);
    assertThat(run.tasks()).singleElement().satisfies(task -> {
      TaskAnswer answer = Objects.requireNonNull(task.answer());
      assertThat(answer.ok()).isFalse();
      assertThat(answer.result()).isEqualTo(bytes("why"));
    });
    assertThat(run.messages()).singleElement().satisfies(message -> {
      assertThat(message.kind()).isEqualTo(MessageKind.ANSWER);
      assertThat(TaskSignal.read(message.body())).isEqualTo(new TaskSignal(1, 1, ""));
    });
    assertThat(DB.database().runs().messages(ALL_SHARDS, Instant.MIN, 1000).messages())
        .extracting(InboxMessage::to).contains(key);
  }

  @Test
  void onlyTheFirstAnswerInTimeCounts() {
    Tasks tasks = DB.database().tasks();
    ExecutionKey key = DB.started(token(null, null));
    ExecutionKey late = DB.started(token(PAST, null));
    ExecutionKey silent = DB.started(token(null, 0));
    ExecutionKey closed = DB.started(token(null, null));
    DB.commit(Burst.of(closed, 1, succeeded()));

    assertThat(tasks.answer(key, 1, 1, true, bytes("1"))).isEqualTo(Reception.ACCEPTED);
    assertThat(tasks.answer(key, 1, 1, true, bytes("2"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(tasks.answer(key, 1, 2, true, bytes("2"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(tasks.answer(late, 1, 1, true, bytes("1"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(tasks.answer(silent, 1, 1, true, bytes("1"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(tasks.answer(closed, 1, 1, true, bytes("1"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(tasks.answer(new ExecutionKey(3, DB.id()), 1, 1, true, bytes("1")))
        .isEqualTo(Reception.UNKNOWN);
  }

  @Test
  void answerAndTimeoutNeverBothWin() throws Exception {
    int answered = 0;
    int timedOut = 0;
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 60; round++) {
        Instant deadline = DB.database().clock().now().plus(Duration.ofMillis(round % 15 + 3));
        ExecutionKey key = DB.started(token(deadline, null));
        Future<Reception> answer = threads.submit(() -> {
          while (DB.database().clock().now().isBefore(deadline.minusNanos(500_000))) {
            Thread.onSpinWait();
          }
          return DB.database().tasks().answer(key, 1, 1, true, bytes("r"));
        });
        Future<CommitOutcome> timeout = threads.submit(() -> {
          while (DB.database().clock().now().isBefore(deadline)) {
            Thread.onSpinWait();
          }
          return DB.commit(Burst.of(key, 1, open(null)).withEnds(List.of(TaskEnd.timeout(1, 1))));
        });

        boolean accepted = answer.get() == Reception.ACCEPTED;
        boolean ended = timeout.get() instanceof CommitOutcome.Committed;
        assertThat(accepted && ended).as("both won").isFalse();
        answered += accepted ? 1 : 0;
        timedOut += ended ? 1 : 0;
      }
    }
    assertThat(answered + timedOut).isPositive();
  }

  @Test
  void aHeartbeatPutsTheTimeoutOff() {
    ExecutionKey key = DB.started(token(null, 1_000));
    Instant before = Objects.requireNonNull(DB.load(key).tasks().getFirst().heartbeatAt());

    assertThat(DB.database().tasks().heartbeat(key, 1, 1)).isEqualTo(Reception.ACCEPTED);
    assertThat(DB.load(key).tasks().getFirst().heartbeatAt()).isAfter(before);
    assertThat(DB.load(key).rev()).isEqualTo(1);
    DB.database().tasks().answer(key, 1, 1, true, bytes("r"));
    assertThat(DB.database().tasks().heartbeat(key, 1, 1)).isEqualTo(Reception.TIMED_OUT);
    assertThat(DB.database().tasks().heartbeat(new ExecutionKey(3, DB.id()), 1, 1))
        .isEqualTo(Reception.UNKNOWN);
  }

  @Test
  void aClaimStartsTheClocksAndTellsTheExecution() {
    UUID activity = new UUID(5, 1);
    ExecutionKey key = DB.started(activity(activity, 100, 10));
    TaskRow unclaimed = DB.load(key).tasks().getFirst();

    List<ClaimedTask> claimed = DB.database().tasks().claimActivity(activity, 10, "Würker");

    assertThat(unclaimed.deadline()).isNull();
    assertThat(unclaimed.heartbeatAt()).isNull();
    assertThat(claimed).singleElement().satisfies(task -> {
      assertThat(task.key()).isEqualTo(key);
      assertThat(task.request()).isEqualTo(bytes("r"));
    });
    LoadedRun run = DB.load(key);
    TaskRow task = run.tasks().getFirst();
    Instant claimedAt = Objects.requireNonNull(task.claimedAt());
    assertThat(task.deadline()).isEqualTo(claimedAt.plusSeconds(100));
    assertThat(task.due()).isEqualTo(claimedAt.plusSeconds(10));
    assertThat(run.messages()).singleElement().satisfies(message -> {
      assertThat(message.kind()).isEqualTo(MessageKind.STARTED);
      assertThat(TaskSignal.read(message.body())).isEqualTo(new TaskSignal(1, 1, "Würker"));
    });
    assertThat(DB.database().tasks().answer(key, 1, 1, true, bytes("x")))
        .isEqualTo(Reception.ACCEPTED);
  }

  @Test
  void noTaskIsHandedToTwoWorkers() throws Exception {
    UUID activity = new UUID(5, 2);
    List<NewExecution> starts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      starts.add(DB.unnamed(open(null), List.of(activity(activity, null, null))));
    }
    DB.database().starts().start(starts);
    Callable<List<ClaimedTask>> worker = () -> {
      List<ClaimedTask> mine = new ArrayList<>();
      List<ClaimedTask> some;
      int empty = 0;
      while (empty < 3) {
        some = DB.database().tasks().claimActivity(activity, 7, "w");
        mine.addAll(some);
        empty = some.isEmpty() ? empty + 1 : 0;
      }
      return mine;
    };

    List<ClaimedTask> all = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<List<ClaimedTask>> mine : threads
          .invokeAll(List.of(worker, worker, worker, worker))) {
        all.addAll(mine.get());
      }
    }

    assertThat(all).hasSize(300);
    assertThat(all.stream().map(ClaimedTask::key).distinct()).hasSize(300);
  }

  @Test
  void aDeadOwnersTaskIsAdoptedByOne() {
    Tasks tasks = DB.database().tasks();
    ExecutionKey key = DB.started(NewTask.call(1, 1, OTHER, null, bytes("r")));

    assertThat(tasks.adopt(key, 1, 1, ME, ME)).isFalse();
    assertThat(tasks.adopt(key, 1, 1, OTHER, ME)).isTrue();
    assertThat(tasks.adopt(key, 1, 1, OTHER, new UUID(3, 3))).isFalse();
    assertThat(DB.load(key).tasks().getFirst().owner()).isEqualTo(ME);
  }

  @Test
  void aTaskWithoutOwnerIsPickedUpByOne() {
    ExecutionKey key = DB.started(token(null, null));

    assertThat(DB.database().tasks().pickUp(key, 1, 1, 1, ME)).isTrue();
    assertThat(DB.database().tasks().pickUp(key, 1, 1, 1, OTHER)).isFalse();
  }

  @Test
  void aTaskThatABurstHasGivenUpMeanwhileIsNotPickedUp() {
    ExecutionKey key = DB.started(NewTask.call(1, 1, ME, null, bytes("r")));
    DB.commit(Burst.of(key, 1, open(null)).withReleases(List.of(new TaskRelease(1, 1))));

    assertThat(DB.database().tasks().pickUp(key, 1, 1, 1, OTHER)).isFalse();
    assertThat(DB.load(key).tasks().getFirst().owner()).isNull();
  }

  @Test
  void dueExecutionsAreThoseAboveTheMarkWhoseAlarmRang() {
    Instant now = DB.database().clock().now();
    NewExecution due = DB.unnamed(open(now.minusSeconds(5)), List.of());
    NewExecution old = DB.unnamed(open(now.minusSeconds(100)), List.of());
    NewExecution later = DB.unnamed(open(now.plusSeconds(100)), List.of());
    DB.database().starts().start(List.of(due, old, later));
    Runs runs = DB.database().runs();

    assertThat(runs.due(ALL_SHARDS, Instant.MIN, 100).runs()).extracting(Runs.DueRun::key)
        .contains(due.key(), old.key()).doesNotContain(later.key());
    assertThat(runs.due(ALL_SHARDS, now.minusSeconds(50), 100).runs()).extracting(Runs.DueRun::key)
        .contains(due.key()).doesNotContain(old.key());
    assertThat(runs.due(ALL_SHARDS, Instant.MIN, 1).runs()).hasSize(1);
    Runs.Due none = runs.due(Set.of(), Instant.MIN, 1);
    assertThat(none.runs()).isEmpty();
    assertThat(none.dbNow()).isAfterOrEqualTo(now);
    assertThat(runs.load(List.of()).dbNow()).isAfterOrEqualTo(now);
  }

  private static NewTask token(@Nullable Instant deadline, @Nullable Integer heartbeatSeconds) {
    return new NewTask(1, 1, TaskKind.TOKEN, null, null, deadline, null, heartbeatSeconds,
        bytes("r"));
  }

  private static NewTask activity(
      UUID activity, @Nullable Integer timeoutSeconds, @Nullable Integer heartbeatSeconds) {
    return new NewTask(1, 1, TaskKind.ACTIVITY, null, activity, null, timeoutSeconds,
        heartbeatSeconds, bytes("r"));
  }
}
