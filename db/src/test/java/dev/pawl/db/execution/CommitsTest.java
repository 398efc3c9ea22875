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
import dev.pawl.core.identity.Qualifier;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.CommitOutcome.Committed;
import dev.pawl.db.execution.CommitOutcome.Conflict;
import dev.pawl.db.execution.Tasks.Reception;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(CommitForm.class)
final class CommitsTest {
  private static final Map<CommitForm, Fixture> DATABASES = Arrays.stream(CommitForm.values())
      .collect(Collectors.toMap(Function.identity(), Fixture::create));
  private static final byte[] REQUEST = bytes("request");
  private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");

  private final Fixture db;

  CommitsTest(CommitForm form) {
    this.db = Objects.requireNonNull(DATABASES.get(form));
  }

  @AfterAll
  static void close() {
    DATABASES.values().forEach(fixture -> fixture.test().close());
  }

  @Test
  void aCommitMovesTheExecutionToItsNextRevision() {
    ExecutionKey key = db.started();
    Instant wake = db.database().clock().now().plusSeconds(60);

    CommitOutcome outcome = db.commit(
        Burst.of(key, 1, new OpenRun(bytes("later"), 5, wake)).withHistory(events(2, 4))
            .withTasks(List.of(NewTask.call(1, 1, ME, null, REQUEST))));

    LoadedRun run = db.load(key);
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
    assertThat(db.database().histories().page(key, 1, Histories.Order.ASCENDING, 10))
        .extracting(HistorySegment::firstEvent)
        .containsExactly(1, 2);
    assertThat(
        db.database().histories().page(key, Integer.MAX_VALUE, Histories.Order.DESCENDING, 1))
        .extracting(HistorySegment::lastEvent)
        .containsExactly(4);
  }

  @Test
  void ofTwoCommitsFromOneRevisionOneWins() throws Exception {
    for (int round = 0; round < 20; round++) {
      ExecutionKey key = db.started();
      Callable<CommitOutcome> commit = () -> db
          .commit(Burst.of(key, 1, open(null)).withHistory(events(2, 2)));

      List<CommitOutcome> outcomes = together(List.of(commit, commit, commit));

      assertThat(outcomes).containsExactlyInAnyOrder(new Committed(2), new Conflict(),
          new Conflict());
      assertThat(db.load(key).rev()).isEqualTo(2);
    }
  }

  @Test
  void aBatchIsWrittenWithoutItsLosers() {
    List<Burst> batch = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      batch.add(Burst.of(db.started(), 1, open(null)).withHistory(events(2, 2)));
    }
    Burst loser = batch.get(100);
    Burst closed = batch.get(200);
    db.commit(Burst.of(loser.key(), 1, open(null)));
    db.commit(Burst.of(closed.key(), 1, succeeded()));

    List<CommitOutcome> outcomes = db.database().commits().commit(batch);

    for (int i = 0; i < 300; i++) {
      assertThat(outcomes.get(i))
          .isEqualTo(i == 100 || i == 200 ? new Conflict() : new Committed(2));
    }
    assertThat(db.load(loser.key()).rev()).isEqualTo(2);
    assertThat(db.database().histories().page(loser.key(), 1, Histories.Order.ASCENDING, 9))
        .hasSize(1);
  }

  @Test
  void aBurstThatLostAMessageAndNotItsRevisionLosesAlone() {
    ExecutionKey wrong = db.started();
    ExecutionKey right = db.started();
    Burst absent = Burst.of(wrong, 1, open(null)).withApplied(List.of(new MessageKey(PAST, 1)));

    List<CommitOutcome> outcomes = db.database().commits()
        .commit(List.of(absent, Burst.of(right, 1, open(null))));

    assertThat(outcomes).containsExactly(new Conflict(), new Committed(2));
    assertThat(db.load(wrong).rev()).isEqualTo(1);
  }

  @Test
  void aBurstThatCannotBeWrittenIsRefusedAlone() {
    ExecutionKey twice = db.started();
    ExecutionKey right = db.started();
    Burst sameEvent = Burst.of(twice, 1, open(null)).withHistory(events(1, 1));

    List<CommitOutcome> outcomes = db.database().commits()
        .commit(List.of(sameEvent, Burst.of(right, 1, open(null))));

    assertThat(outcomes.getFirst()).isInstanceOf(CommitOutcome.Refused.class);
    assertThat(outcomes.getLast()).isEqualTo(new Committed(2));
  }

  @Test
  void aConnectionThatBreaksLeavesTheOutcomeUnknown() throws Exception {
    ExecutionKey key = db.started();
    try (Connection rival = db.test().connect();
        var threads = Executors.newSingleThreadExecutor()) {
      rival.setAutoCommit(false);
      try (var statement = rival.createStatement()) {
        statement.execute("select from run where id = '" + key.id() + "' for update");
      }
      Future<CommitOutcome> commit = threads.submit(() -> db.commit(Burst.of(key, 1, open(null))));
      String waiting = " from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      while (db.test().count("select count(*)" + waiting) == 0) {
        Thread.onSpinWait();
      }
      db.test().execute("select pg_terminate_backend(pid)" + waiting);

      assertThatExceptionOfType(ExecutionException.class).isThrownBy(commit::get)
          .withCauseInstanceOf(UnknownCommitOutcomeException.class);
    }
    assertThat(db.commit(Burst.of(key, 1, open(null)))).isEqualTo(new Committed(2));
  }

  @Test
  void anExecutionOccursOnceInABatch() {
    Burst burst = Burst.of(db.started(), 1, open(null));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> db.database().commits().commit(List.of(burst, burst)));
  }

  @Test
  void closingLeavesNeitherRunNorTasksNorItems() {
    ExecutionKey key = db.started(
        NewTask.call(1, 1, ME, null, REQUEST),
        NewTask.call(2, 1, ME, null, REQUEST));
    db.commit(
        Burst.of(key, 1, open(null)).withItems(List.of(new KeptItem(1, 0, 0, bytes("item")))));
    db.database().inbox().send(key, MessageKind.STOP, new byte[0]);
    List<InboxMessage> messages = db.load(key).messages();

    CommitOutcome outcome = db.commit(
        Burst.of(key, 2, succeeded()).withEnds(List.of(TaskEnd.result(1, 1, ME)))
            .withApplied(messages.stream().map(InboxMessage::key).toList()));

    assertThat(outcome).isEqualTo(new Committed(3));
    assertThat(db.isOpen(key)).isFalse();
    for (String table : new String[]{"run", "task", "map_item", "inbox"}) {
      assertThat(
          db.test().count("select count(*) from " + table + " where id = '" + key.id() + "'"))
          .as(table).isZero();
    }
    assertThat(db.database().executions().find(key)).hasValueSatisfying(row -> {
      assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(row.output()).hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("out")));
      assertThat(row.stoppedAt()).isEqualTo(succeeded().stoppedAt());
    });
    assertThat(db.commit(Burst.of(key, 3, succeeded()))).isEqualTo(new Conflict());
  }

  @Test
  void aLateMessageOfAClosedExecutionIsDiscardedAndOneOfAnOpenStays() {
    ExecutionKey closing = db.started();
    ExecutionKey staying = db.started();
    db.database().inbox().send(closing, MessageKind.STOP, new byte[0]);
    db.database().inbox().send(staying, MessageKind.STOP, new byte[0]);
    List<InboxMessage> late = new ArrayList<>(db.load(closing).messages());
    late.addAll(db.load(staying).messages());
    db.commit(Burst.of(closing, 1, succeeded()));

    int gone = db.database().inbox().discard(late);

    assertThat(gone).isEqualTo(1);
    assertThat(db.load(staying).messages()).hasSize(1);
    assertThat(db.database().inbox().send(closing, MessageKind.STOP, new byte[0])).isFalse();
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
    Instant future = db.database().clock().now().plusSeconds(1_000);

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
    ExecutionKey key = db.started(NewTask.call(1, 1, ME, null, REQUEST));

    CommitOutcome outcome = db.commit(
        Burst.of(key, 1, open(null)).withEnds(List.of(TaskEnd.result(1, 1, ME)))
            .withTasks(List.of(NewTask.call(1, 2, ME, null, REQUEST))));

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(db.load(key).tasks()).extracting(TaskRow::attempt).containsExactly(2);
  }

  @Test
  void aReleasedTaskWaitsWithoutOwner() {
    ExecutionKey key = db.started(token(ME, null, null));

    CommitOutcome outcome = db
        .commit(Burst.of(key, 1, open(null)).withReleases(List.of(new TaskRelease(1, 1))));

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(db.load(key).tasks()).singleElement()
        .satisfies(task -> assertThat(task.owner()).isNull());
  }

  @Test
  void anEarlierAlarmStaysAndALaterOneIsLowered() {
    Instant now = db.database().clock().now();
    ExecutionKey key = db.started();

    db.commit(Burst.of(key, 1, open(now.plusSeconds(100))));
    db.commit(Burst.of(key, 2, open(now.plusSeconds(200))));
    assertThat(db.load(key).wakeAt()).isEqualTo(now.plusSeconds(100));
    db.commit(Burst.of(key, 3, open(now.plusSeconds(50))));
    assertThat(db.load(key).wakeAt()).isEqualTo(now.plusSeconds(50));
    db.commit(Burst.of(key, 4, open(PAST)));
    assertThat(db.load(key).wakeAt()).isEqualTo(PAST);
    db.commit(Burst.of(key, 5, open(null)));
    assertThat(db.load(key).wakeAt()).isNull();
  }

  @Test
  void keptItemsAreReadInOrderAndGoWithTheirFrame() {
    ExecutionKey key = db.started();
    db.commit(
        Burst.of(key, 1, open(null)).withItems(
            List.of(
                new KeptItem(1, 2, 0, bytes("c")), new KeptItem(1, 0, 0, bytes("a")),
                new KeptItem(2, 0, 0, bytes("x")))));

    assertThat(db.database().mapItems().load(key, 1)).extracting(KeptItem::idx).containsExactly(0,
        2);
    db.commit(Burst.of(key, 2, open(null)).withDroppedFrames(List.of(1)));
    assertThat(db.database().mapItems().load(key, 1)).isEmpty();
    assertThat(db.database().mapItems().load(key, 2)).hasSize(1);
  }

  @Test
  void aPayloadIsKeptOnce() {
    ExecutionKey key = db.started();
    StoredPayload payload = new StoredPayload(new byte[16], (byte) 1, bytes("large"));

    db.commit(Burst.of(key, 1, open(null)).withPayloads(List.of(payload, payload)));
    db.commit(Burst.of(key, 2, open(null)).withPayloads(List.of(payload)));

    assertThat(db.database().payloads().load(key, List.of(new byte[16]))).singleElement()
        .satisfies(kept -> assertThat(kept.data()).isEqualTo(bytes("large")));
  }

  @Test
  void aMessageFromAClosingChildReachesItsParentOnce() {
    ExecutionKey parent = db.started();
    ExecutionKey child = db.started();

    db.commit(
        Burst.of(child, 1, succeeded())
            .withMessages(
                List.of(new OutgoingMessage(parent, MessageKind.CHILD_CLOSED, bytes("done")))));

    List<InboxMessage> messages = db.load(parent).messages();
    assertThat(messages).singleElement().satisfies(message -> {
      assertThat(message.kind()).isEqualTo(MessageKind.CHILD_CLOSED);
      assertThat(message.body()).isEqualTo(bytes("done"));
    });
    assertThat(
        db.commit(Burst.of(parent, 1, open(null)).withApplied(List.of(messages.getFirst().key()))))
        .isEqualTo(new Committed(2));
    assertThat(db.load(parent).messages()).isEmpty();
  }

  @Test
  void textThatTheServerCannotHoldDoesNotStopTheCommit() {
    ExecutionKey key = db.started();

    CommitOutcome outcome = db.commit(
        Burst.of(key, 1,
            new Closing(ExecutionStatus.FAILED, Optional.empty(), "E\u0000", "c\uD800", PAST)));

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(db.database().executions().find(key)).hasValueSatisfying(row -> {
      assertThat(row.error()).isEqualTo("E\uFFFD");
      assertThat(row.cause()).isEqualTo("c\uFFFD");
    });
  }

  @Test
  void rowsOfADroppedDayGoToDayZero() {
    NewExecution old = old();
    db.database().starts().start(List.of(old));

    CommitOutcome outcome = db.database().commits().commit(
        List.of(Burst.of(old.key(), 1, succeeded()).withHistory(events(2, 2)))).getFirst();

    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(db.test()
        .count("select count(*) from history where day = 0 and id = '" + old.key().id() + "'"))
        .isEqualTo(2);
    assertThat(db.database().histories().page(old.key(), 1, Histories.Order.ASCENDING, 9))
        .hasSize(2);
    assertThat(db.database().executions().find(old.key()))
        .hasValueSatisfying(row -> assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED));
  }

  private NewExecution old() {
    NewExecution fresh = db.unnamed(open(null), List.of());
    UUID id = ExecutionIds.next(PAST, db.random());
    return new NewExecution(
        new ExecutionKey(fresh.key().shard(), id), fresh.stateMachineId(), 1, Qualifier.none(),
        id.toString(),
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

  private CommitOutcome end(NewTask task, TaskEnd end) {
    return db.commit(Burst.of(db.started(task), 1, open(null)).withEnds(List.of(end)));
  }

  private CommitOutcome endAnswered(NewTask task, TaskEnd end) {
    ExecutionKey key = db.started(task);
    assertThat(db.database().tasks().answer(key, 1, 1, true, bytes("r")))
        .isEqualTo(Reception.ACCEPTED);
    return db.commit(Burst.of(key, 1, open(null)).withEnds(List.of(end)));
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
