package dev.pawl.db.execution;

import static dev.pawl.db.execution.Fixture.ME;
import static dev.pawl.db.execution.Fixture.OTHER;
import static dev.pawl.db.execution.Fixture.bytes;
import static dev.pawl.db.execution.Fixture.events;
import static dev.pawl.db.execution.Fixture.open;
import static dev.pawl.db.execution.Fixture.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.CommitOutcome.Committed;
import dev.pawl.db.execution.CommitOutcome.Conflict;
import dev.pawl.db.execution.Tasks.Reception;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class CommitsTest {
  private static final Fixture DB = Fixture.create();
  private static final byte[] REQUEST = bytes("request");
  private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");

  @AfterAll
  static void close() {
    DB.test().close();
  }

  @Test
  void aCommitMovesTheExecutionToItsNextRevision() {
    ExecutionKey key = DB.started();
    Instant wake = DB.database().clock().now().plusSeconds(60);

    CommitOutcome outcome = DB.commit(
        Burst.of(key, 1, new OpenRun(bytes("later"), 5, wake)).withHistory(events(2, 4))
            .withTasks(List.of(NewTask.call(1, 1, ME, null, REQUEST))));

    LoadedRun run = DB.load(key);
    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(run.rev()).isEqualTo(2);
    assertThat(run.nextEvent()).isEqualTo(5);
    assertThat(run.state()).isEqualTo(bytes("later"));
    assertThat(run.wakeAt()).isEqualTo(wake);
    assertThat(run.input()).isEqualTo(bytes("in"));
    assertThat(run.tasks()).singleElement().satisfies(task -> {
      assertThat(task.owner()).isEqualTo(ME);
      assertThat(task.kind()).isEqualTo(TaskKind.CALL);
      assertThat(task.request()).isEqualTo(REQUEST);
      assertThat(task.answer()).isNull();
    });
    assertThat(DB.database().histories().page(key, 1, Histories.Order.ASCENDING, 10))
        .extracting(HistorySegment::firstEvent)
        .containsExactly(1, 2);
    assertThat(
        DB.database().histories().page(key, Integer.MAX_VALUE, Histories.Order.DESCENDING, 1))
        .extracting(HistorySegment::lastEvent)
        .containsExactly(4);
  }

  @Test
  void ofTwoCommitsFromOneRevisionOneWins() throws Exception {
    for (int round = 0; round < 20; round++) {
      ExecutionKey key = DB.started();
      Callable<CommitOutcome> commit = () -> DB
          .commit(Burst.of(key, 1, open(null)).withHistory(events(2, 2)));

      List<CommitOutcome> outcomes = together(List.of(commit, commit, commit));

      assertThat(outcomes).containsExactlyInAnyOrder(new Committed(2), new Conflict(),
          new Conflict());
      assertThat(DB.load(key).rev()).isEqualTo(2);
    }
  }

  @Test
  void aBatchIsWrittenWithoutItsLosers() {
    List<Burst> batch = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      batch.add(Burst.of(DB.started(), 1, open(null)).withHistory(events(2, 2)));
    }
    Burst loser = batch.get(100);
    Burst closed = batch.get(200);
    DB.commit(Burst.of(loser.key(), 1, open(null)));
    DB.commit(Burst.of(closed.key(), 1, succeeded()));

    List<CommitOutcome> outcomes = DB.database().commits().commit(batch);

    for (int i = 0; i < 300; i++) {
      assertThat(outcomes.get(i))
          .isEqualTo(i == 100 || i == 200 ? new Conflict() : new Committed(2));
    }
    assertThat(DB.load(loser.key()).rev()).isEqualTo(2);
    assertThat(DB.database().histories().page(loser.key(), 1, Histories.Order.ASCENDING, 9))
        .hasSize(1);
  }

  @Test
  void aBurstThatLostAMessageAndNotItsRevisionLosesAlone() {
    ExecutionKey wrong = DB.started();
    ExecutionKey right = DB.started();
    Burst absent = Burst.of(wrong, 1, open(null)).withApplied(List.of(new MessageKey(PAST, 1)));

    List<CommitOutcome> outcomes = DB.database().commits()
        .commit(List.of(absent, Burst.of(right, 1, open(null))));

    assertThat(outcomes).containsExactly(new Conflict(), new Committed(2));
    assertThat(DB.load(wrong).rev()).isEqualTo(1);
  }

  @Test
  void aBurstThatCannotBeWrittenIsRefusedAlone() {
    ExecutionKey twice = DB.started();
    ExecutionKey right = DB.started();
    Burst sameEvent = Burst.of(twice, 1, open(null)).withHistory(events(1, 1));

    List<CommitOutcome> outcomes = DB.database().commits()
        .commit(List.of(sameEvent, Burst.of(right, 1, open(null))));

    assertThat(outcomes.getFirst()).isInstanceOf(CommitOutcome.Refused.class);
    assertThat(outcomes.getLast()).isEqualTo(new Committed(2));
  }

  @Test
  void aConnectionThatBreaksLeavesTheOutcomeUnknown() throws Exception {
    ExecutionKey key = DB.started();
    try (Connection rival = DB.test().connect();
        var threads = Executors.newSingleThreadExecutor()) {
      rival.setAutoCommit(false);
      try (var statement = rival.createStatement()) {
        statement.execute("select from run where id = '" + key.id() + "' for update");
      }
      Future<CommitOutcome> commit = threads.submit(() -> DB.commit(Burst.of(key, 1, open(null))));
      String waiting = " from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      while (DB.test().count("select count(*)" + waiting) == 0) {
        Thread.onSpinWait();
      }
      DB.test().execute("select pg_terminate_backend(pid)" + waiting);

      assertThatExceptionOfType(ExecutionException.class).isThrownBy(commit::get)
          .withCauseInstanceOf(UnknownCommitOutcomeException.class);
    }
    assertThat(DB.commit(Burst.of(key, 1, open(null)))).isEqualTo(new Committed(2));
  }

  @Test
  void anExecutionOccursOnceInABatch() {
    Burst burst = Burst.of(DB.started(), 1, open(null));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DB.database().commits().commit(List.of(burst, burst)));
  }

  @Test
  void closingLeavesNeitherRunNorTasksNorItems() {
    ExecutionKey key = DB.started(
        NewTask.call(1, 1, ME, null, REQUEST),
        NewTask.call(2, 1, ME, null, REQUEST));
    DB.commit(
        Burst.of(key, 1, open(null)).withItems(List.of(new KeptItem(1, 0, 0, bytes("item")))));
    DB.database().inbox().send(key, MessageKind.STOP, new byte[0]);
    List<InboxMessage> messages = DB.load(key).messages();

    CommitOutcome outcome = DB.commit(
        Burst.of(key, 2, succeeded()).withEnds(List.of(TaskEnd.result(1, 1, ME)))
            .withApplied(messages.stream().map(InboxMessage::key).toList()));

    assertThat(outcome).isEqualTo(new Committed(3));
    assertThat(DB.isOpen(key)).isFalse();
    for (String table : new String[]{"run", "task", "map_item", "inbox"}) {
      assertThat(
          DB.test().count("select count(*) from " + table + " where id = '" + key.id() + "'"))
          .as(table).isZero();
    }
    assertThat(DB.database().executions().find(key)).hasValueSatisfying(row -> {
      assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(row.output()).hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("out")));
      assertThat(row.stoppedAt()).isEqualTo(succeeded().stoppedAt());
    });
    assertThat(DB.commit(Burst.of(key, 3, succeeded()))).isEqualTo(new Conflict());
  }

  @Test
  void aLateMessageOfAClosedExecutionIsDiscardedAndOneOfAnOpenStays() {
    ExecutionKey closing = DB.started();
    ExecutionKey staying = DB.started();
    DB.database().inbox().send(closing, MessageKind.STOP, new byte[0]);
    DB.database().inbox().send(staying, MessageKind.STOP, new byte[0]);
    List<InboxMessage> late = new ArrayList<>(DB.load(closing).messages());
    late.addAll(DB.load(staying).messages());
    DB.commit(Burst.of(closing, 1, succeeded()));

    int gone = DB.database().inbox().discard(late);

    assertThat(gone).isEqualTo(1);
    assertThat(DB.load(staying).messages()).hasSize(1);
    assertThat(DB.database().inbox().send(closing, MessageKind.STOP, new byte[0])).isFalse();
  }

  @Test
  void aResultNeedsTheOwnerAndNoAnswer() {
    assertThat(end(NewTask.call(1, 1, ME, null, REQUEST), TaskEnd.result(1, 1, ME)))
        .isInstanceOf(Committed.class);
    assertThat(end(NewTask.call(1, 1, OTHER, null, REQUEST), TaskEnd.result(1, 1, ME)))
        .isInstanceOf(Conflict.class);
    assertThat(end(NewTask.call(1, 2, ME, null, REQUEST), TaskEnd.result(1, 1, ME)))
        .isInstanceOf(Conflict.class);
    assertThat(endAnswered(token(ME, null, null), TaskEnd.result(1, 1, ME)))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void anAnswerNeedsAnAcceptedAnswer() {
    assertThat(endAnswered(token(null, null, null), TaskEnd.answer(1, 1)))
        .isInstanceOf(Committed.class);
    assertThat(end(token(null, null, null), TaskEnd.answer(1, 1))).isInstanceOf(Conflict.class);
  }

  @Test
  void aTimeoutNeedsAPassedDeadlineOrSilenceAndNoAnswer() {
    Instant future = DB.database().clock().now().plusSeconds(1_000);

    assertThat(end(token(null, PAST, null), TaskEnd.timeout(1, 1))).isInstanceOf(Committed.class);
    assertThat(end(token(null, future, 0), TaskEnd.timeout(1, 1))).isInstanceOf(Committed.class);
    assertThat(end(token(null, future, null), TaskEnd.timeout(1, 1))).isInstanceOf(Conflict.class);
    assertThat(end(token(null, future, 1_000), TaskEnd.timeout(1, 1))).isInstanceOf(Conflict.class);
    assertThat(end(token(null, null, null), TaskEnd.timeout(1, 1))).isInstanceOf(Conflict.class);
    assertThat(endAnswered(token(null, future, null), TaskEnd.timeout(1, 1)))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void aLossNeedsTheDeadOwnerAndNoAnswer() {
    assertThat(end(token(OTHER, null, null), TaskEnd.lost(1, 1, OTHER)))
        .isInstanceOf(Committed.class);
    assertThat(end(token(ME, null, null), TaskEnd.lost(1, 1, OTHER))).isInstanceOf(Conflict.class);
    assertThat(end(token(null, null, null), TaskEnd.lost(1, 1, OTHER)))
        .isInstanceOf(Conflict.class);
    assertThat(endAnswered(token(OTHER, null, null), TaskEnd.lost(1, 1, OTHER)))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void aDropNeedsOnlyTheAttempt() {
    assertThat(endAnswered(token(OTHER, null, null), TaskEnd.drop(1, 1)))
        .isInstanceOf(Committed.class);
    assertThat(end(token(null, null, null), TaskEnd.drop(1, 2))).isInstanceOf(Conflict.class);
  }

  @Test
  void anAttemptEndsAndTheNextBeginsInOneCommit() {
    ExecutionKey key = DB.started(NewTask.call(1, 1, ME, null, REQUEST));

    CommitOutcome outcome = DB.commit(
        Burst.of(key, 1, open(null)).withEnds(List.of(TaskEnd.result(1, 1, ME)))
            .withTasks(List.of(NewTask.call(1, 2, ME, null, REQUEST))));

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(DB.load(key).tasks()).extracting(TaskRow::attempt).containsExactly(2);
  }

  @Test
  void aReleasedTaskWaitsWithoutOwner() {
    ExecutionKey key = DB.started(token(ME, null, null));

    CommitOutcome outcome = DB
        .commit(Burst.of(key, 1, open(null)).withReleases(List.of(new TaskRelease(1, 1))));

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(DB.load(key).tasks()).singleElement()
        .satisfies(task -> assertThat(task.owner()).isNull());
  }

  @Test
  void anEarlierAlarmStaysAndALaterOneIsLowered() {
    Instant now = DB.database().clock().now();
    ExecutionKey key = DB.started();

    DB.commit(Burst.of(key, 1, open(now.plusSeconds(100))));
    DB.commit(Burst.of(key, 2, open(now.plusSeconds(200))));
    assertThat(DB.load(key).wakeAt()).isEqualTo(now.plusSeconds(100));
    DB.commit(Burst.of(key, 3, open(now.plusSeconds(50))));
    assertThat(DB.load(key).wakeAt()).isEqualTo(now.plusSeconds(50));
    DB.commit(Burst.of(key, 4, open(PAST)));
    assertThat(DB.load(key).wakeAt()).isEqualTo(PAST);
    DB.commit(Burst.of(key, 5, open(null)));
    assertThat(DB.load(key).wakeAt()).isNull();
  }

  @Test
  void keptItemsAreReadInOrderAndGoWithTheirFrame() {
    ExecutionKey key = DB.started();
    DB.commit(
        Burst.of(key, 1, open(null)).withItems(
            List.of(
                new KeptItem(1, 2, 0, bytes("c")), new KeptItem(1, 0, 0, bytes("a")),
                new KeptItem(2, 0, 0, bytes("x")))));

    assertThat(DB.database().mapItems().load(key, 1)).extracting(KeptItem::idx).containsExactly(0,
        2);
    DB.commit(Burst.of(key, 2, open(null)).withDroppedFrames(List.of(1)));
    assertThat(DB.database().mapItems().load(key, 1)).isEmpty();
    assertThat(DB.database().mapItems().load(key, 2)).hasSize(1);
  }

  @Test
  void aPayloadIsKeptOnce() {
    ExecutionKey key = DB.started();
    StoredPayload payload = new StoredPayload(new byte[16], (byte) 1, bytes("large"));

    DB.commit(Burst.of(key, 1, open(null)).withPayloads(List.of(payload, payload)));
    DB.commit(Burst.of(key, 2, open(null)).withPayloads(List.of(payload)));

    assertThat(DB.database().payloads().load(key, List.of(new byte[16]))).singleElement()
        .satisfies(kept -> assertThat(kept.data()).isEqualTo(bytes("large")));
  }

  @Test
  void aMessageFromAClosingChildReachesItsParentOnce() {
    ExecutionKey parent = DB.started();
    ExecutionKey child = DB.started();

    DB.commit(
        Burst.of(child, 1, succeeded())
            .withMessages(
                List.of(new OutgoingMessage(parent, MessageKind.CHILD_CLOSED, bytes("done")))));

    List<InboxMessage> messages = DB.load(parent).messages();
    assertThat(messages).singleElement().satisfies(message -> {
      assertThat(message.kind()).isEqualTo(MessageKind.CHILD_CLOSED);
      assertThat(message.body()).isEqualTo(bytes("done"));
    });
    assertThat(
        DB.commit(Burst.of(parent, 1, open(null)).withApplied(List.of(messages.getFirst().key()))))
        .isEqualTo(new Committed(2));
    assertThat(DB.load(parent).messages()).isEmpty();
  }

  @Test
  void textThatTheServerCannotHoldDoesNotStopTheCommit() {
    ExecutionKey key = DB.started();

    CommitOutcome outcome = DB.commit(
        Burst.of(key, 1,
            new Closing(ExecutionStatus.FAILED, Optional.empty(), "E\u0000", "c\uD800", PAST)));

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(DB.database().executions().find(key)).hasValueSatisfying(row -> {
      assertThat(row.error()).isEqualTo("E\uFFFD");
      assertThat(row.cause()).isEqualTo("c\uFFFD");
    });
  }

  @Test
  void rowsOfADroppedDayGoToDayZero() {
    NewExecution old = old();
    DB.database().starts().start(List.of(old));

    CommitOutcome outcome = DB.database().commits().commit(
        List.of(Burst.of(old.key(), 1, succeeded()).withHistory(events(2, 2)))).getFirst();

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(DB.test()
        .count("select count(*) from history where day = 0 and id = '" + old.key().id() + "'"))
        .isEqualTo(2);
    assertThat(DB.database().histories().page(old.key(), 1, Histories.Order.ASCENDING, 9))
        .hasSize(2);
    assertThat(DB.database().executions().find(old.key()))
        .hasValueSatisfying(row -> assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED));
  }

  private static NewExecution old() {
    NewExecution fresh = DB.unnamed(open(null), List.of());
    UUID id = ExecutionIds.next(PAST, DB.random());
    return new NewExecution(
        new ExecutionKey(fresh.key().shard(), id), fresh.stateMachineId(), 1, null, id.toString(),
        false, PAST, fresh.input(), fresh.inputHash(), Optional.empty(), fresh.next(),
        fresh.history(),
        List.of(), List.of(), List.of(), List.of());
  }

  private static NewTask token(
      @Nullable UUID owner, @Nullable Instant deadline,
      @Nullable Integer heartbeatSeconds) {
    return new NewTask(1, 1, TaskKind.TOKEN, owner, null, deadline, null, heartbeatSeconds,
        REQUEST);
  }

  private static CommitOutcome end(NewTask task, TaskEnd end) {
    return DB.commit(Burst.of(DB.started(task), 1, open(null)).withEnds(List.of(end)));
  }

  private static CommitOutcome endAnswered(NewTask task, TaskEnd end) {
    ExecutionKey key = DB.started(task);
    assertThat(DB.database().tasks().answer(key, 1, 1, true, bytes("r")))
        .isEqualTo(Reception.ACCEPTED);
    return DB.commit(Burst.of(key, 1, open(null)).withEnds(List.of(end)));
  }

  private static <T> List<T> together(List<Callable<T>> work) throws Exception {
    try (var threads = Executors.newFixedThreadPool(work.size())) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
