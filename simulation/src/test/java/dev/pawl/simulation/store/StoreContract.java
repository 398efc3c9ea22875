package dev.pawl.simulation.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.Closing;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.CommitOutcome.Committed;
import dev.pawl.db.execution.CommitOutcome.Conflict;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.MessageKey;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.NewTask;
import dev.pawl.db.execution.Next;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.Runs;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.TaskEnd;
import dev.pawl.db.execution.TaskKind;
import dev.pawl.db.execution.TaskRelease;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.db.execution.TaskSignal;
import dev.pawl.db.execution.Tasks.Reception;
import dev.pawl.db.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the engine relies on, of whatever store. */
abstract class StoreContract {
  private static final UUID ME = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);
  private static final UUID MACHINE = new UUID(7, 7);
  private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant ENDED = Instant.parse("2026-11-22T10:00:00Z");
  private static final byte[] REQUEST = bytes("request");
  private static final Set<Integer> ALL = IntStream.range(0, Shards.COUNT).collect(HashSet::new,
      Set::add, Set::addAll);

  private final Random random = new Random();

  abstract Store store();

  /** Lets every lease and every node's row be over. */
  abstract void expireLeases();

  // --- starts ---

  @Test
  void aStartedExecutionIsThereWithAllItsRows() {
    NewExecution born = unnamed(open(null), List.of(call(1, 0, ME, null)));

    assertThat(store().start(List.of(born))).containsExactly(new StartResult.Created());

    LoadedRun run = load(born.key());
    assertThat(run.rev()).isEqualTo(1);
    assertThat(run.nextEvent()).isEqualTo(2);
    assertThat(run.name()).isEqualTo(born.name());
    assertThat(run.input()).isEqualTo(born.input());
    assertThat(run.tasks()).extracting(TaskRow::owner).containsExactly(ME);
    assertThat(store().lastEvent(born.key())).isEqualTo(1);
    assertThat(store().execution(born.key())).hasValueSatisfying(
        row -> assertThat(row.status()).isEqualTo(ExecutionStatus.RUNNING));
  }

  @Test
  void anExecutionMayBeBornClosed() {
    NewExecution born = unnamed(succeeded(), List.of());

    store().start(List.of(born));

    assertThat(isOpen(born.key())).isFalse();
    assertThat(store().execution(born.key())).hasValueSatisfying(
        row -> assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED));
  }

  @Test
  void ofEqualNamesOneWinsAndTheOthersLearnOfIt() {
    NewExecution first = named("a", "in", open(null));
    NewExecution repeat = named("a", "in", open(null));
    NewExecution different = named("a", "else", open(null));
    store().start(List.of(first));

    List<StartResult> results = store().start(List.of(repeat, different, first));

    assertThat(results.get(0)).isInstanceOfSatisfying(StartResult.AlreadyRunning.class,
        running -> assertThat(running.id()).isEqualTo(first.key().id()));
    assertThat(results.get(1)).isEqualTo(new StartResult.NameTaken(first.key().id()));
    assertThat(results.get(2)).isInstanceOfSatisfying(StartResult.AlreadyRunning.class,
        running -> assertThat(running.id()).isEqualTo(first.key().id()));
    assertThat(store().execution(repeat.key())).isEmpty();
    commit(Burst.of(first.key(), 1, succeeded()));
    assertThat(store().start(List.of(repeat)))
        .containsExactly(new StartResult.NameTaken(first.key().id()));
  }

  @Test
  void twinsOfOneBatchAreOneExecution() {
    List<StartResult> results = store()
        .start(List.of(named("t", "in", open(null)), named("t", "in", open(null))));

    assertThat(results).hasAtLeastOneElementOfType(StartResult.Created.class)
        .hasAtLeastOneElementOfType(StartResult.AlreadyRunning.class);
  }

  // --- commits ---

  @Test
  void aCommitMovesTheExecutionToItsNextRevision() {
    ExecutionKey key = started();

    CommitOutcome outcome = commit(Burst.of(key, 1, new OpenRun(bytes("later"), 5, null))
        .withHistory(events(2, 4)).withTasks(List.of(call(1, 0, ME, null))));

    LoadedRun run = load(key);
    assertThat(outcome).isEqualTo(new Committed(2));
    assertThat(run.rev()).isEqualTo(2);
    assertThat(run.nextEvent()).isEqualTo(5);
    assertThat(run.state()).isEqualTo(bytes("later"));
    assertThat(store().history(key, 3, Histories.Order.ASCENDING, 9))
        .extracting(HistorySegment::firstEvent).containsExactly(2);
    assertThat(store().history(key, Integer.MAX_VALUE, Histories.Order.DESCENDING, 1))
        .extracting(HistorySegment::lastEvent).containsExactly(4);
  }

  @Test
  void ofTwoCommitsFromOneRevisionOneWins() {
    ExecutionKey key = started();

    assertThat(commit(Burst.of(key, 1, open(null)))).isEqualTo(new Committed(2));
    assertThat(commit(Burst.of(key, 1, open(null)))).isEqualTo(new Conflict());
    assertThat(load(key).rev()).isEqualTo(2);
  }

  @Test
  void aBatchIsWrittenWithoutItsLosers() {
    ExecutionKey loser = started();
    ExecutionKey winner = started();
    ExecutionKey twice = started();
    commit(Burst.of(loser, 1, open(null)));

    List<CommitOutcome> outcomes = store().commit(List.of(Burst.of(loser, 1, open(null)),
        Burst.of(winner, 1, open(null)),
        Burst.of(twice, 1, open(null)).withHistory(events(1, 1))));

    assertThat(outcomes.get(0)).isEqualTo(new Conflict());
    assertThat(outcomes.get(1)).isEqualTo(new Committed(2));
    assertThat(outcomes.get(2)).isInstanceOf(CommitOutcome.Refused.class);
    assertThat(load(twice).rev()).isEqualTo(1);
  }

  @Test
  void anExecutionOccursOnceInABatch() {
    Burst burst = Burst.of(started(), 1, open(null));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().commit(List.of(burst, burst)));
  }

  @Test
  void closingLeavesNeitherRunNorTasksNorItems() {
    ExecutionKey key = started(call(1, 0, ME, null), call(2, 0, ME, null));
    commit(Burst.of(key, 1, open(null)).withItems(List.of(item(1, 0))));

    CommitOutcome outcome = commit(
        Burst.of(key, 2, succeeded()).withEnds(List.of(TaskEnd.result(1, 0, ME))));

    assertThat(outcome).isEqualTo(new Committed(3));
    assertThat(isOpen(key)).isFalse();
    assertThat(store().items(key, 1)).isEmpty();
    assertThat(store().execution(key)).hasValueSatisfying(row -> {
      assertThat(row.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(row.stoppedAt()).isEqualTo(ENDED);
      assertThat(row.output()).isPresent();
    });
    assertThat(commit(Burst.of(key, 3, succeeded()))).isEqualTo(new Conflict());
  }

  @Test
  void aMessageIsAppliedOnce() {
    ExecutionKey key = started();
    assertThat(store().send(key, MessageKind.STOP, bytes("s"))).isTrue();
    MessageKey message = load(key).messages().getFirst().key();

    assertThat(commit(Burst.of(key, 1, open(null)).withApplied(List.of(message))))
        .isEqualTo(new Committed(2));
    assertThat(commit(Burst.of(key, 2, open(null)).withApplied(List.of(message))))
        .isEqualTo(new Conflict());
    assertThat(load(key).messages()).isEmpty();
  }

  @Test
  void aLateMessageOfAClosedExecutionIsDiscardedAndOneOfAnOpenStays() {
    ExecutionKey closing = started();
    ExecutionKey staying = started();
    store().send(closing, MessageKind.STOP, bytes("s"));
    store().send(staying, MessageKind.STOP, bytes("s"));
    List<InboxMessage> late = new ArrayList<>(load(closing).messages());
    late.addAll(load(staying).messages());
    commit(Burst.of(closing, 1, succeeded()));

    assertThat(store().discard(late)).isEqualTo(1);
    assertThat(store().discard(late)).isZero();
    assertThat(load(staying).messages()).hasSize(1);
    assertThat(store().send(closing, MessageKind.STOP, bytes("s"))).isFalse();
  }

  @Test
  void aMessageOfACommitReachesItsExecution() {
    ExecutionKey parent = started();
    ExecutionKey child = started();

    commit(Burst.of(child, 1, succeeded()).withMessages(
        List.of(new OutgoingMessage(parent, MessageKind.CHILD_CLOSED, bytes("done")))));

    assertThat(load(parent).messages()).singleElement()
        .satisfies(message -> assertThat(message.body()).isEqualTo(bytes("done")));
    assertThat(store().messages(Set.of(parent.shard()), Instant.MIN, 1_000).messages())
        .extracting(InboxMessage::to).contains(parent);
  }

  @Test
  void anAlarmThatRingsEarlierStays() {
    Instant now = store().now();
    ExecutionKey key = started();

    commit(Burst.of(key, 1, open(now.plusSeconds(100))));
    commit(Burst.of(key, 2, open(now.plusSeconds(200))));
    assertThat(load(key).wakeAt()).isEqualTo(now.plusSeconds(100));
    commit(Burst.of(key, 3, open(now.plusSeconds(50))));
    assertThat(load(key).wakeAt()).isEqualTo(now.plusSeconds(50));
    commit(Burst.of(key, 4, open(PAST)));
    assertThat(load(key).wakeAt()).isEqualTo(PAST);
    commit(Burst.of(key, 5, open(null)));
    assertThat(load(key).wakeAt()).isNull();
  }

  @Test
  void keptItemsAreReadInOrderAndGoWithTheirFrame() {
    ExecutionKey key = started();
    commit(Burst.of(key, 1, open(null))
        .withItems(List.of(item(1, 2), item(1, 0), item(2, 0))));

    assertThat(store().items(key, 1)).extracting(KeptItem::idx).containsExactly(0, 2);
    assertThat(commit(Burst.of(key, 2, open(null)).withItems(List.of(item(1, 2)))))
        .isInstanceOf(CommitOutcome.Refused.class);
    commit(Burst.of(key, 2, open(null)).withDroppedFrames(List.of(1)));
    assertThat(store().items(key, 1)).isEmpty();
    assertThat(store().items(key, 2)).hasSize(1);
  }

  @Test
  void aPayloadIsKeptOnceAndFoundByItsHash() {
    ExecutionKey key = started();
    var payload = new StoredPayload(new byte[16], (byte) 1, bytes("large"));

    commit(Burst.of(key, 1, open(null)).withPayloads(List.of(payload)));
    commit(Burst.of(key, 2, open(null)).withPayloads(List.of(payload)));

    byte[] other = new byte[16];
    other[0] = 1;
    assertThat(store().payloads(key, List.of(new byte[16], other))).singleElement()
        .satisfies(kept -> assertThat(kept.data()).isEqualTo(bytes("large")));
  }

  // --- tasks ---

  @Test
  void aResultNeedsTheOwnerAndNoAnswer() {
    assertThat(end(call(1, 0, ME, null), TaskEnd.result(1, 0, ME)))
        .isInstanceOf(Committed.class);
    assertThat(end(call(1, 0, OTHER, null), TaskEnd.result(1, 0, ME))).isEqualTo(new Conflict());
    assertThat(end(call(1, 1, ME, null), TaskEnd.result(1, 0, ME))).isEqualTo(new Conflict());
    assertThat(endAnswered(token(ME, null, null), TaskEnd.result(1, 0, ME)))
        .isEqualTo(new Conflict());
  }

  @Test
  void anAnswerNeedsAnAcceptedAnswer() {
    assertThat(endAnswered(token(null, null, null), TaskEnd.answer(1, 0)))
        .isInstanceOf(Committed.class);
    assertThat(end(token(null, null, null), TaskEnd.answer(1, 0))).isEqualTo(new Conflict());
  }

  @Test
  void aTimeoutNeedsAPassedDeadlineOrSilenceAndNoAnswer() {
    Instant future = store().now().plusSeconds(1_000);

    assertThat(end(token(null, PAST, null), TaskEnd.timeout(1, 0))).isInstanceOf(Committed.class);
    assertThat(end(token(null, future, 0), TaskEnd.timeout(1, 0))).isInstanceOf(Committed.class);
    assertThat(end(token(null, future, 900), TaskEnd.timeout(1, 0))).isEqualTo(new Conflict());
    assertThat(end(token(null, null, null), TaskEnd.timeout(1, 0))).isEqualTo(new Conflict());
    assertThat(endAnswered(token(null, future, null), TaskEnd.timeout(1, 0)))
        .isEqualTo(new Conflict());
  }

  @Test
  void aLossNeedsTheDeadOwnerAndNoAnswer() {
    assertThat(end(token(OTHER, null, null), TaskEnd.lost(1, 0, OTHER)))
        .isInstanceOf(Committed.class);
    assertThat(end(token(ME, null, null), TaskEnd.lost(1, 0, OTHER))).isEqualTo(new Conflict());
    assertThat(endAnswered(token(OTHER, null, null), TaskEnd.lost(1, 0, OTHER)))
        .isEqualTo(new Conflict());
  }

  @Test
  void aDropNeedsOnlyTheAttempt() {
    assertThat(endAnswered(token(OTHER, null, null), TaskEnd.drop(1, 0)))
        .isInstanceOf(Committed.class);
    assertThat(end(token(null, null, null), TaskEnd.drop(1, 1))).isEqualTo(new Conflict());
  }

  @Test
  void anAttemptEndsAndTheNextBeginsInOneCommit() {
    ExecutionKey key = started(call(1, 0, ME, null));

    assertThat(commit(Burst.of(key, 1, open(null)).withEnds(List.of(TaskEnd.result(1, 0, ME)))
        .withTasks(List.of(call(1, 1, ME, null))))).isEqualTo(new Committed(2));
    assertThat(load(key).tasks()).extracting(TaskRow::attempt).containsExactly(1);
    assertThat(commit(Burst.of(key, 2, open(null)).withTasks(List.of(call(1, 2, ME, null)))))
        .isInstanceOf(CommitOutcome.Refused.class);
  }

  @Test
  void aReleasedTaskWaitsWithoutOwner() {
    ExecutionKey key = started(token(ME, null, null));

    assertThat(
        commit(Burst.of(key, 1, open(null)).withReleases(List.of(new TaskRelease(1, 0)))))
        .isEqualTo(new Committed(2));
    assertThat(load(key).tasks()).extracting(TaskRow::owner).containsOnlyNulls();
    assertThat(
        commit(Burst.of(key, 2, open(null)).withReleases(List.of(new TaskRelease(9, 0)))))
        .isEqualTo(new Conflict());
  }

  @Test
  void anAcceptedAnswerIsInTheTaskAndTheInbox() {
    ExecutionKey key = started(token(null, null, null));

    assertThat(store().answer(key, 1, 0, false, bytes("why"))).isEqualTo(Reception.ACCEPTED);

    LoadedRun run = load(key);
    assertThat(run.tasks()).singleElement().satisfies(task -> assertThat(
        Objects.requireNonNull(task.answer()).ok()).isFalse());
    assertThat(run.messages()).singleElement().satisfies(message -> {
      assertThat(message.kind()).isEqualTo(MessageKind.ANSWER);
      assertThat(TaskSignal.read(message.body())).isEqualTo(new TaskSignal(1, 0, ""));
    });
  }

  @Test
  void onlyTheFirstAnswerInTimeCounts() {
    ExecutionKey key = started(token(null, null, null));
    ExecutionKey late = started(token(null, PAST, null));
    ExecutionKey silent = started(token(null, null, 0));
    ExecutionKey closed = started(token(null, null, null));
    commit(Burst.of(closed, 1, succeeded()));

    assertThat(store().answer(key, 1, 0, true, bytes("1"))).isEqualTo(Reception.ACCEPTED);
    assertThat(store().answer(key, 1, 0, true, bytes("2"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(store().answer(key, 1, 1, true, bytes("2"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(store().answer(late, 1, 0, true, bytes("1"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(store().answer(silent, 1, 0, true, bytes("1"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(store().answer(closed, 1, 0, true, bytes("1"))).isEqualTo(Reception.TIMED_OUT);
    assertThat(store().answer(new ExecutionKey(3, id()), 1, 0, true, bytes("1")))
        .isEqualTo(Reception.UNKNOWN);
  }

  @Test
  void aHeartbeatPutsTheTimeoutOff() {
    ExecutionKey key = started(token(null, null, 1_000));
    Instant before = Objects.requireNonNull(load(key).tasks().getFirst().heartbeatAt());

    assertThat(store().heartbeat(key, 1, 0)).isEqualTo(Reception.ACCEPTED);
    assertThat(load(key).tasks().getFirst().heartbeatAt()).isAfter(before);
    assertThat(load(key).rev()).isEqualTo(1);
    store().answer(key, 1, 0, true, bytes("r"));
    assertThat(store().heartbeat(key, 1, 0)).isEqualTo(Reception.TIMED_OUT);
    assertThat(store().heartbeat(new ExecutionKey(3, id()), 1, 0)).isEqualTo(Reception.UNKNOWN);
  }

  @Test
  void aClaimStartsTheClocksAndTellsTheExecution() {
    UUID activity = id();
    ExecutionKey key = started(new NewTask(1, 0, TaskKind.ACTIVITY, null, activity, null, 100, 10,
        REQUEST));
    assertThat(load(key).tasks().getFirst().due()).isNull();

    List<ClaimedTask> claimed = store().claimActivity(activity, 10, "worker");

    assertThat(claimed).extracting(ClaimedTask::key).containsExactly(key);
    assertThat(store().claimActivity(activity, 10, "worker")).isEmpty();
    TaskRow task = load(key).tasks().getFirst();
    Instant claimedAt = Objects.requireNonNull(task.claimedAt());
    assertThat(task.deadline()).isEqualTo(claimedAt.plusSeconds(100));
    assertThat(task.due()).isEqualTo(claimedAt.plusSeconds(10));
    assertThat(load(key).messages()).singleElement().satisfies(message -> {
      assertThat(message.kind()).isEqualTo(MessageKind.STARTED);
      assertThat(TaskSignal.read(message.body())).isEqualTo(new TaskSignal(1, 0, "worker"));
    });
  }

  @Test
  void aDeadOwnersTaskIsAdoptedByOneAndOneWithoutOwnerPickedUpByOne() {
    ExecutionKey owned = started(call(1, 0, OTHER, null));
    ExecutionKey free = started(token(null, null, null));

    assertThat(store().adopt(owned, 1, 0, ME, ME)).isFalse();
    assertThat(store().adopt(owned, 1, 0, OTHER, ME)).isTrue();
    assertThat(store().adopt(owned, 1, 0, OTHER, new UUID(3, 3))).isFalse();
    assertThat(store().pickUp(owned, 1, 1, 0, OTHER)).isFalse();
    assertThat(store().pickUp(free, 2, 1, 0, ME)).isFalse();
    assertThat(store().pickUp(free, 1, 1, 0, ME)).isTrue();
    assertThat(store().pickUp(free, 1, 1, 0, OTHER)).isFalse();
    assertThat(load(owned).tasks()).extracting(TaskRow::owner).containsExactly(ME);
  }

  // --- scans ---

  @Test
  void dueExecutionsAreThoseAboveTheMarkWhoseAlarmRang() {
    Instant now = store().now();
    ExecutionKey due = starting(open(now.minusSeconds(5)));
    ExecutionKey old = starting(open(now.minusSeconds(100)));
    ExecutionKey later = starting(open(now.plusSeconds(1_000)));

    assertThat(store().due(ALL, Instant.MIN, 10_000).runs()).extracting(Runs.DueRun::key)
        .contains(due, old).doesNotContain(later);
    assertThat(store().due(ALL, now.minusSeconds(50), 10_000).runs())
        .extracting(Runs.DueRun::key).contains(due).doesNotContain(old, later);
    assertThat(store().due(ALL, Instant.MIN, 1).runs()).hasSize(1);
    assertThat(store().due(Set.of(), Instant.MIN, 1).runs()).isEmpty();
    assertThat(store().due(Set.of(), Instant.MIN, 1).dbNow()).isAfterOrEqualTo(now);
  }

  // --- redrives ---

  @Test
  void aClosedExecutionIsReopenedOnceAndForgetsItsMessages() {
    ExecutionKey key = started();
    store().send(key, MessageKind.STOP, bytes("s"));
    commit(Burst.of(key, 1, failed()).withHistory(events(2, 2)));
    var reopening = new Reopening(key, ExecutionStatus.FAILED, 0,
        store().now().truncatedTo(ChronoUnit.MILLIS), "", new OpenRun(bytes("again"), 4, PAST),
        events(3, 3));

    assertThat(store().reopen(reopening)).isTrue();
    assertThat(store().reopen(reopening)).isFalse();

    LoadedRun run = load(key);
    assertThat(run.rev()).isEqualTo(1L << 32);
    assertThat(run.messages()).isEmpty();
    assertThat(run.redrives().count()).isEqualTo(1);
    assertThat(store().lastEvent(key)).isEqualTo(3);
    assertThat(commit(Burst.of(key, 2, open(null)))).isEqualTo(new Conflict());
    assertThat(commit(Burst.of(key, 1L << 32, succeeded())))
        .isEqualTo(new Committed((1L << 32) + 1));
  }

  // --- leases ---

  @Test
  void nodesShareTheShardsAndTakeOverThoseOfTheDead() {
    UUID a = id();
    UUID b = id();
    expireLeases();
    store().register(a, "test");
    Map<Integer, Long> alone = store().takeShards(a);
    store().register(b, "test");

    assertThat(alone).hasSize(256);
    assertThat(store().liveNodes()).containsExactlyInAnyOrder(a, b);
    assertThat(store().takeShards(b)).isEmpty();
    assertThat(store().releaseSurplus(a)).hasSize(128);
    Map<Integer, Long> second = store().takeShards(b);
    assertThat(second).hasSize(128);
    assertThat(store().renewShards(a, alone)).hasSize(128);
    assertThat(store().takeShards(a)).isEmpty();

    expireLeases();
    assertThat(store().renewNode(a)).isFalse();
    assertThat(store().liveNodes()).isEmpty();
    store().register(b, "test");
    assertThat(store().renewNode(b)).isTrue();
    assertThat(store().takeShards(b)).hasSize(256);
    assertThat(store().renewShards(a, alone)).isEmpty();
    assertThat(store().renewShards(b, second)).isEmpty();

    store().releaseShards(b);
    store().leave(b);
    assertThat(store().liveNodes()).isEmpty();
    store().register(a, "test");
    assertThat(store().takeAllShards(a)).hasSize(256);
    assertThat(store().forgetOthers(b)).isPositive();
  }

  // --- material ---

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static OpenRun open(@Nullable Instant wakeAt) {
    return new OpenRun(bytes("state"), 2, wakeAt);
  }

  private static Closing succeeded() {
    return Closing.succeeded(bytes("out"), ENDED);
  }

  private static Closing failed() {
    return Closing.failed(ExecutionStatus.FAILED, "E", null, ENDED);
  }

  private static HistorySegment events(int first, int last) {
    return new HistorySegment(first, last, (byte) 0, bytes("events"));
  }

  private static KeptItem item(int frame, int idx) {
    return new KeptItem(frame, idx, 0, bytes("item"));
  }

  private static NewTask call(int seq, int attempt, UUID owner, @Nullable Instant deadline) {
    return NewTask.call(seq, attempt, owner, deadline, REQUEST);
  }

  private static NewTask token(@Nullable UUID owner, @Nullable Instant deadline,
      @Nullable Integer heartbeat) {
    return new NewTask(1, 0, TaskKind.TOKEN, owner, null, deadline, null, heartbeat, REQUEST);
  }

  private UUID id() {
    return ExecutionIds.next(store().now(), random);
  }

  private NewExecution unnamed(Next next, List<NewTask> tasks) {
    UUID id = id();
    return execution(id, id.toString(), false, "in", next, tasks);
  }

  private NewExecution named(String name, String input, Next next) {
    return execution(id(), name, true, input, next, List.of());
  }

  private NewExecution execution(UUID id, String name, boolean given, String input, Next next,
      List<NewTask> tasks) {
    return new NewExecution(new ExecutionKey(Shards.of(MACHINE, name), id), MACHINE, 1,
        Qualifier.none(), name,
        given, store().now(), bytes(input), bytes(input), Optional.empty(), next,
        Optional.of(events(1, 1)), List.of(), tasks, List.of(), List.of());
  }

  private ExecutionKey started(NewTask... tasks) {
    NewExecution born = unnamed(open(null), List.of(tasks));
    assertThat(store().start(List.of(born))).containsExactly(new StartResult.Created());
    return born.key();
  }

  private ExecutionKey starting(Next next) {
    NewExecution born = unnamed(next, List.of());
    store().start(List.of(born));
    return born.key();
  }

  private CommitOutcome commit(Burst burst) {
    return store().commit(List.of(burst)).getFirst();
  }

  private LoadedRun load(ExecutionKey key) {
    return store().load(List.of(key)).runs().getFirst();
  }

  private boolean isOpen(ExecutionKey key) {
    return !store().load(List.of(key)).runs().isEmpty();
  }

  private CommitOutcome end(NewTask task, TaskEnd end) {
    return commit(Burst.of(started(task), 1, open(null)).withEnds(List.of(end)));
  }

  private CommitOutcome endAnswered(NewTask task, TaskEnd end) {
    ExecutionKey key = started(task);
    assertThat(store().answer(key, 1, 0, true, bytes("r"))).isEqualTo(Reception.ACCEPTED);
    return commit(Burst.of(key, 1, open(null)).withEnds(List.of(end)));
  }
}
