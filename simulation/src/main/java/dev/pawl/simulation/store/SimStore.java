package dev.pawl.simulation.store;

import dev.pawl.core.identity.Shards;
import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.VersionRow;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.Closing;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
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
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.db.execution.RedriveState;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.Runs;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.TaskAnswer;
import dev.pawl.db.execution.TaskEnd;
import dev.pawl.db.execution.TaskRelease;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.db.execution.TaskSignal;
import dev.pawl.db.execution.Tasks;
import dev.pawl.db.store.Store;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The store in memory, for one thread. Each method is one transaction at one instant. */
public final class SimStore implements Store, WithoutMapRuns {
  private static final Comparator<InboxMessage> ARRIVAL = Comparator
      .comparing(InboxMessage::at).thenComparingLong(InboxMessage::uid);
  private static final Comparator<NewExecution> STARTING = Comparator
      .comparingInt((NewExecution e) -> e.key().shard())
      .thenComparing(NewExecution::stateMachineId)
      .thenComparing(NewExecution::name)
      .thenComparing(e -> e.key().id());
  private static final Duration EARLY = Duration.ofSeconds(3);
  private static final int EACH_LOST = 3;

  /** Revisions of the run after a redrive begin here, times the redrives: nobody holds one of them yet. */
  private static final long REVISIONS = 1L << 32;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final StoreWatcher watcher;
  private final Set<Planted> planted;
  private final SimLeases leases;
  private final TreeMap<ExecutionKey, StoredExecution> executions = new TreeMap<>();
  private final TreeSet<ExecutionKey> open = new TreeSet<>();
  private final Map<ExecutionKey, TreeSet<InboxMessage>> inbox = new TreeMap<>();
  private final Map<Name, ExecutionKey> names = new HashMap<>();
  private final Map<UUID, StateMachineRow> machines = new HashMap<>();
  private final Map<String, ActivityRow> activities = new HashMap<>();
  private int messages;

  private record Name(UUID stateMachineId, String name) {}

  /**
   * An empty store.
   *
   * @param clock its true time, to the microsecond
   * @param random draws the numbers of messages, and where claims begin
   * @param planted the promises that it breaks
   */
  public SimStore(InstantSource clock, RandomGenerator random, StoreWatcher watcher,
      Set<Planted> planted) {
    this.clock = clock;
    this.random = random;
    this.watcher = watcher;
    this.planted = planted.isEmpty() ? EnumSet.noneOf(Planted.class) : EnumSet.copyOf(planted);
    this.leases = new SimLeases(clock);
  }

  // --- what the simulation itself does ---

  /** Enters a state machine with one definition. */
  public void add(StateMachineRow machine) {
    machines.put(machine.id(), machine);
  }

  /** Enters an activity. */
  public void add(ActivityRow activity) {
    activities.put(activity.account() + ":" + activity.name(), activity);
  }

  /** The clock was moved on; nobody's lease is older for it. */
  public void passed(Duration time) {
    leases.pass(time);
  }

  /** Lets every lease and every node's row expire. */
  public void expireLeases() {
    leases.expire();
  }

  /** All executions that ever were. */
  public List<ExecutionRow> rows() {
    return executions.values().stream().map(StoredExecution::row).toList();
  }

  /** The open executions. */
  public Set<ExecutionKey> open() {
    return Set.copyOf(open);
  }

  /** How many executions are open. */
  public int openCount() {
    return open.size();
  }

  /** Messages that wait, whether their execution is open or not. */
  public int waitingMessages() {
    return inbox.values().stream().mapToInt(Set::size).sum();
  }

  /** Task rows of an execution. */
  public List<TaskRow> tasks(ExecutionKey key) {
    StoredExecution stored = executions.get(key);
    return stored == null
        ? List.of()
        : stored.tasks.values().stream().map(StoredTask::row).toList();
  }

  /** Kept outputs of an execution, by fork. */
  public Map<Integer, Map<Integer, KeptItem>> items(ExecutionKey key) {
    StoredExecution stored = executions.get(key);
    return stored == null ? Map.of() : new TreeMap<>(stored.items);
  }

  /** All segments of an execution's history. */
  public List<HistorySegment> segments(ExecutionKey key) {
    return List.copyOf(execution(executions, key).history);
  }

  /** The earliest time at which something is due; null where nothing is. */
  public @Nullable Instant nextDue() {
    Instant earliest = null;
    for (ExecutionKey key : open) {
      Instant wakeAt = run(key).wakeAt();
      if (wakeAt != null && (earliest == null || wakeAt.isBefore(earliest))) {
        earliest = wakeAt;
      }
    }
    return earliest;
  }

  /** Activity tasks that nobody has claimed and that can still be claimed. */
  public boolean hasUnclaimed(UUID activityId) {
    return open.stream().anyMatch(key -> execution(executions, key).tasks.values().stream()
        .anyMatch(task -> isUnclaimed(task, activityId)));
  }

  // --- Store ---

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public List<StartResult> start(List<NewExecution> batch) {
    Map<NewExecution, StartResult> results = new HashMap<>();
    batch.stream().sorted(STARTING).forEach(one -> results.put(one, start(one)));
    return batch.stream().map(one -> Objects.requireNonNull(results.get(one))).toList();
  }

  private StartResult start(NewExecution born) {
    Name name = new Name(born.stateMachineId(), born.name());
    ExecutionKey holder = born.nameGiven() ? names.get(name) : null;
    if (holder == null && executions.containsKey(born.key())) {
      holder = born.key();
    }
    if (holder != null
        && (holder.equals(born.key()) || !planted.contains(Planted.NO_UNIQUE))) {
      return against(execution(executions, holder), born);
    }
    if (born.nameGiven()) {
      names.put(name, born.key());
    }
    var stored = new StoredExecution(born);
    executions.put(born.key(), stored);
    born.history().ifPresent(stored.history::add);
    stored.add(born.payloads());
    switch (born.next()) {
      case Closing closing -> stored.close(closing);
      case OpenRun(byte[] state, int nextEvent, Instant wakeAt) -> {
        stored.run = new StoredRun(1, nextEvent, wakeAt, state);
        open.add(born.key());
        born.items().forEach(item -> keep(stored, item));
        born.tasks().forEach(task -> insert(stored, task));
      }
    }
    born.messages().forEach(this::leave);
    watcher.started(born, now());
    return new StartResult.Created();
  }

  private static StartResult against(StoredExecution winner, NewExecution loser) {
    if (winner.born.key().equals(loser.key())) {
      return new StartResult.AlreadyRunning(winner.born.key().id(), winner.born.startedAt());
    }
    return winner.status == ExecutionStatus.RUNNING
        && Arrays.equals(winner.born.inputHash(), loser.inputHash())
            ? new StartResult.AlreadyRunning(winner.born.key().id(), winner.born.startedAt())
            : new StartResult.NameTaken(winner.born.key().id());
  }

  @Override
  public List<CommitOutcome> commit(List<Burst> batch) {
    if (batch.stream().map(Burst::key).distinct().count() != batch.size()) {
      throw new IllegalArgumentException("an execution occurs twice in a batch");
    }
    return batch.stream().map(this::commit).toList();
  }

  private CommitOutcome commit(Burst burst) {
    watcher.committing(burst);
    StoredExecution stored = executions.get(burst.key());
    StoredRun run = stored == null ? null : stored.run;
    boolean fenced = !planted.contains(Planted.NO_FENCE);
    if (stored == null || run == null || (fenced && run.rev() != burst.rev())
        || (fenced && !endsAreTrue(burst, stored)) || !rowsAreThere(burst, stored)) {
      return new CommitOutcome.Conflict();
    }
    if (!planted.contains(Planted.NO_UNIQUE) && clashes(burst, stored)) {
      return new CommitOutcome.Refused(
          new StatementFailedException(new SQLException("duplicate key", "23505")));
    }
    burst.ends().forEach(end -> stored.tasks.remove(end.seq()));
    for (TaskRelease release : burst.releases()) {
      stored.tasks.computeIfPresent(release.seq(), (_, task) -> task.ownedBy(null));
    }
    burst.applied().forEach(message -> delete(burst.key(), message));
    burst.droppedFrames().forEach(stored.items::remove);
    burst.history().ifPresent(stored.history::add);
    stored.add(burst.payloads());
    switch (burst.next()) {
      case Closing closing -> {
        stored.close(closing);
        open.remove(burst.key());
      }
      case OpenRun(byte[] state, int nextEvent, Instant wakeAt) -> {
        stored.run = new StoredRun(run.rev() + 1, nextEvent, alarm(run.wakeAt(), wakeAt), state);
        burst.tasks().forEach(task -> insert(stored, task));
        burst.items().forEach(item -> keep(stored, item));
      }
    }
    burst.messages().forEach(this::leave);
    watcher.committed(burst, now());
    return new CommitOutcome.Committed(burst.rev() + 1);
  }

  /** An alarm that has not rung and rings early stays. */
  private @Nullable Instant alarm(@Nullable Instant set, @Nullable Instant wanted) {
    boolean stays = set != null && set.isAfter(now())
        && (wanted == null || !set.isAfter(wanted));
    return stays ? set : wanted;
  }

  private boolean endsAreTrue(Burst burst, StoredExecution stored) {
    return burst.ends().stream().allMatch(end -> {
      StoredTask task = task(stored, end.seq(), end.attempt());
      return task != null && isTrue(end, task);
    });
  }

  private boolean isTrue(TaskEnd end, StoredTask task) {
    TaskRow row = task.row();
    return switch (end.how()) {
      case JOB -> row.answer() == null;
      case RESULT, LOST -> row.answer() == null && Objects.equals(row.owner(), end.owner());
      case ANSWER -> row.answer() != null;
      case TIMEOUT -> row.answer() == null && task.isDue(now());
      case DROP -> true;
    };
  }

  private boolean rowsAreThere(Burst burst, StoredExecution stored) {
    Set<InboxMessage> waiting = inbox.getOrDefault(burst.key(), new TreeSet<>(ARRIVAL));
    Set<MessageKey> known = new HashSet<>();
    waiting.forEach(message -> known.add(message.key()));
    return known.containsAll(burst.applied()) && burst.releases().stream()
        .allMatch(release -> task(stored, release.seq(), release.attempt()) != null);
  }

  private static boolean clashes(Burst burst, StoredExecution stored) {
    boolean event = burst.history().isPresent() && stored.history.stream().anyMatch(
        segment -> segment.firstEvent() == burst.history().get().firstEvent());
    Set<Integer> ended = new HashSet<>();
    burst.ends().forEach(end -> ended.add(end.seq()));
    boolean task = burst.tasks().stream().anyMatch(
        fresh -> stored.tasks.containsKey(fresh.seq()) && !ended.contains(fresh.seq()));
    boolean item = burst.items().stream().anyMatch(
        fresh -> stored.items.containsKey(fresh.frame())
            && Objects.requireNonNull(stored.items.get(fresh.frame())).containsKey(fresh.idx()));
    return event || task || item;
  }

  private void insert(StoredExecution stored, NewTask task) {
    stored.tasks.put(task.seq(), StoredTask.of(task, now()));
    watcher.inserted(stored.born.key(), task);
  }

  private static void keep(StoredExecution stored, KeptItem item) {
    stored.items.computeIfAbsent(item.frame(), _ -> new TreeMap<>()).put(item.idx(), item);
  }

  private void leave(OutgoingMessage message) {
    leave(message.to(), message.kind(), message.body());
  }

  private void leave(ExecutionKey to, MessageKind kind, byte[] body) {
    messages++;
    if (planted.contains(Planted.LOST_OUTBOX) && messages % EACH_LOST == 0) {
      return;
    }
    inbox.computeIfAbsent(to, _ -> new TreeSet<>(ARRIVAL))
        .add(new InboxMessage(to, now(), random.nextLong(), kind, body));
  }

  private boolean delete(ExecutionKey key, MessageKey message) {
    TreeSet<InboxMessage> waiting = inbox.get(key);
    boolean deleted = waiting != null && waiting.removeIf(one -> one.key().equals(message));
    if (waiting != null && waiting.isEmpty()) {
      inbox.remove(key);
    }
    return deleted;
  }

  @Override
  public Runs.Arrived messages(Set<Integer> shards, Instant low, int limit) {
    List<InboxMessage> found = new ArrayList<>();
    inbox.forEach((key, waiting) -> {
      if (shards.contains(key.shard())) {
        waiting.stream().filter(message -> message.at().isAfter(low)).forEach(found::add);
      }
    });
    found.sort(ARRIVAL);
    return new Runs.Arrived(now(), found.subList(0, Math.min(limit, found.size())));
  }

  @Override
  public Runs.Due due(Set<Integer> shards, Instant low, int limit) {
    Instant told = told();
    List<Runs.DueRun> found = new ArrayList<>();
    for (ExecutionKey key : open) {
      Instant wakeAt = run(key).wakeAt();
      if (shards.contains(key.shard()) && wakeAt != null && !wakeAt.isAfter(told)
          && wakeAt.isAfter(low)) {
        found.add(new Runs.DueRun(key, wakeAt));
      }
    }
    found.sort(Comparator.comparing(Runs.DueRun::wakeAt).thenComparing(Runs.DueRun::key));
    return new Runs.Due(told, found.subList(0, Math.min(limit, found.size())));
  }

  /** The time as the store tells it. */
  private Instant told() {
    return planted.contains(Planted.EARLY_TIMER) ? now().plus(EARLY) : now();
  }

  @Override
  public Runs.Loaded load(List<ExecutionKey> keys) {
    return new Runs.Loaded(told(), keys.stream().distinct().filter(open::contains)
        .map(this::load).toList());
  }

  private LoadedRun load(ExecutionKey key) {
    StoredExecution stored = execution(executions, key);
    StoredRun run = run(key);
    NewExecution born = stored.born;
    return new LoadedRun(key, run.rev(), run.nextEvent(), run.wakeAt(), run.state(),
        born.stateMachineId(), born.revision(), born.by().version().orElse(null), born.name(),
        born.startedAt(),
        born.input(), born.parent(), stored.redrives, tasks(key),
        List.copyOf(inbox.getOrDefault(key, new TreeSet<>(ARRIVAL))), told());
  }

  @Override
  public Tasks.Reception answer(ExecutionKey key, int seq, int attempt, boolean ok,
      byte[] result) {
    StoredExecution stored = executions.get(key);
    if (stored == null) {
      return Tasks.Reception.UNKNOWN;
    }
    StoredTask task = task(stored, seq, attempt);
    if (task == null || task.row().answer() != null || task.isDue(now())) {
      return Tasks.Reception.TIMED_OUT;
    }
    stored.tasks.put(seq, task.answered(new TaskAnswer(now(), ok, result)));
    leave(key, MessageKind.ANSWER, new TaskSignal(seq, attempt, "").toBytes());
    watcher.answered(key, seq, attempt);
    return Tasks.Reception.ACCEPTED;
  }

  @Override
  public Tasks.Reception heartbeat(ExecutionKey key, int seq, int attempt) {
    StoredExecution stored = executions.get(key);
    if (stored == null) {
      return Tasks.Reception.UNKNOWN;
    }
    StoredTask task = task(stored, seq, attempt);
    if (task == null || task.row().answer() != null) {
      return Tasks.Reception.TIMED_OUT;
    }
    stored.tasks.put(seq, task.heard(now()));
    return Tasks.Reception.ACCEPTED;
  }

  @Override
  public List<ClaimedTask> claimActivity(UUID activityId, int limit, String workerName) {
    int from = random.nextInt(Shards.COUNT);
    List<ExecutionKey> order = new ArrayList<>(open);
    order.sort(Comparator
        .comparingInt((ExecutionKey key) -> (key.shard() - from + Shards.COUNT) % Shards.COUNT)
        .thenComparing(key -> key));
    List<ClaimedTask> claimed = new ArrayList<>();
    for (ExecutionKey key : order) {
      StoredExecution stored = execution(executions, key);
      for (StoredTask task : List.copyOf(stored.tasks.values())) {
        if (claimed.size() < limit && isUnclaimed(task, activityId)) {
          TaskRow row = task.row();
          stored.tasks.put(row.seq(), task.claimed(now()));
          leave(key, MessageKind.STARTED,
              new TaskSignal(row.seq(), row.attempt(), workerName).toBytes());
          claimed.add(new ClaimedTask(key, row.seq(), row.attempt(), row.request()));
        }
      }
    }
    return claimed;
  }

  private boolean isUnclaimed(StoredTask task, UUID activityId) {
    return activityId.equals(task.row().activityId()) && task.row().claimedAt() == null
        && !task.isDue(now());
  }

  @Override
  public boolean adopt(ExecutionKey key, int seq, int attempt, UUID deadOwner, UUID me) {
    return own(key, seq, attempt, me, row -> deadOwner.equals(row.owner()));
  }

  @Override
  public boolean pickUp(ExecutionKey key, long rev, int seq, int attempt, UUID me) {
    StoredExecution stored = executions.get(key);
    if (stored == null || stored.run == null || stored.run.rev() != rev) {
      return false;
    }
    return own(key, seq, attempt, me,
        row -> row.owner() == null && row.activityId() == null);
  }

  private boolean own(ExecutionKey key, int seq, int attempt, UUID me,
      Predicate<TaskRow> free) {
    StoredExecution stored = executions.get(key);
    StoredTask task = stored == null ? null : task(stored, seq, attempt);
    if (stored == null || task == null || task.row().answer() != null
        || !free.test(task.row())) {
      return false;
    }
    stored.tasks.put(seq, task.ownedBy(me));
    return true;
  }

  @Override
  public boolean send(ExecutionKey to, MessageKind kind, byte[] body) {
    if (!open.contains(to)) {
      return false;
    }
    leave(to, kind, body);
    return true;
  }

  @Override
  public int discard(List<InboxMessage> late) {
    return (int) late.stream()
        .filter(message -> !open.contains(message.to()) && delete(message.to(), message.key()))
        .count();
  }

  @Override
  public List<KeptItem> items(ExecutionKey key, int frame) {
    StoredExecution stored = executions.get(key);
    TreeMap<Integer, KeptItem> kept = stored == null ? null : stored.items.get(frame);
    return kept == null ? List.of() : List.copyOf(kept.values());
  }

  @Override
  public List<StoredPayload> payloads(ExecutionKey key, Collection<byte[]> hashes) {
    StoredExecution stored = executions.get(key);
    return stored == null
        ? List.of()
        : hashes.stream().map(ByteBuffer::wrap).distinct()
            .flatMap(hash -> Optional.ofNullable(stored.payloads.get(hash)).stream()).toList();
  }

  @Override
  public List<HistorySegment> history(ExecutionKey key, int from, Histories.Order order,
      int limit) {
    StoredExecution stored = executions.get(key);
    Comparator<HistorySegment> byEvent = Comparator.comparingInt(HistorySegment::firstEvent);
    return stored == null
        ? List.of()
        : stored.history.stream()
            .filter(segment -> order == Histories.Order.ASCENDING
                ? segment.lastEvent() >= from
                : segment.firstEvent() <= from)
            .sorted(order == Histories.Order.ASCENDING ? byEvent : byEvent.reversed())
            .limit(limit).toList();
  }

  @Override
  public int lastEvent(ExecutionKey key) {
    StoredExecution stored = executions.get(key);
    return stored == null
        ? 0
        : stored.history.stream().mapToInt(HistorySegment::lastEvent).max().orElse(0);
  }

  @Override
  public Optional<ExecutionRow> execution(ExecutionKey key) {
    return Optional.ofNullable(executions.get(key)).map(StoredExecution::row);
  }

  @Override
  public Optional<ExecutionRow> execution(UUID id) {
    return executions.values().stream().map(StoredExecution::row)
        .filter(row -> row.key().id().equals(id)).findAny();
  }

  @Override
  public Optional<ExecutionRow> execution(UUID stateMachineId, String name) {
    return executions.values().stream().map(StoredExecution::row)
        .filter(row -> row.stateMachineId().equals(stateMachineId) && row.name().equals(name))
        .findAny();
  }

  @Override
  public boolean reopen(Reopening reopening) {
    StoredExecution stored = executions.get(reopening.key());
    if (stored == null || stored.status != reopening.status()
        || stored.redrives.count() != reopening.redrives()) {
      return false;
    }
    OpenRun run = reopening.run();
    stored.status = ExecutionStatus.RUNNING;
    stored.closing = null;
    stored.redrives = new RedriveState(reopening.redrives() + 1, reopening.redrivenAt());
    stored.redriveTokens = reopening.tokens();
    stored.run = new StoredRun(REVISIONS * (reopening.redrives() + 1), run.nextEvent(),
        run.wakeAt(), run.state());
    stored.history.add(reopening.history());
    inbox.remove(reopening.key());
    open.add(reopening.key());
    watcher.reopened(reopening);
    return true;
  }

  @Override
  public void register(UUID node, String build) {
    leases.register(node, build);
  }

  @Override
  public boolean renewNode(UUID node) {
    return leases.renewNode(node);
  }

  @Override
  public Set<UUID> liveNodes() {
    return leases.liveNodes();
  }

  @Override
  public void leave(UUID node) {
    leases.leave(node);
  }

  @Override
  public int forgetOthers(UUID node) {
    return leases.forgetOthers(node);
  }

  @Override
  public Map<Integer, Long> renewShards(UUID owner, Map<Integer, Long> held) {
    return leases.renewShards(owner, held);
  }

  @Override
  public Map<Integer, Long> takeShards(UUID owner) {
    return leases.takeShards(owner);
  }

  @Override
  public Map<Integer, Long> takeAllShards(UUID owner) {
    return leases.takeAllShards(owner);
  }

  @Override
  public Set<Integer> releaseSurplus(UUID owner) {
    return leases.releaseSurplus(owner);
  }

  @Override
  public void releaseShards(UUID owner) {
    leases.releaseShards(owner);
  }

  @Override
  public Optional<StateMachineRow> stateMachine(UUID id) {
    return Optional.ofNullable(machines.get(id));
  }

  @Override
  public Optional<StateMachineRow> stateMachine(String account, String name) {
    return machines.values().stream()
        .filter(row -> row.account().equals(account) && row.name().equals(name)).findAny();
  }

  @Override
  public Optional<VersionRow> version(UUID stateMachineId, int number) {
    // Nobody publishes in a simulation.
    return Optional.empty();
  }

  @Override
  public Optional<AliasRow> alias(UUID stateMachineId, String name) {
    // Nobody publishes in a simulation.
    return Optional.empty();
  }

  @Override
  public Optional<RevisionRow> revision(UUID stateMachineId, int revision) {
    return stateMachine(stateMachineId).map(StateMachineRow::latest)
        .filter(latest -> latest.revision() == revision);
  }

  @Override
  public Optional<ActivityRow> activity(String account, String name) {
    return Optional.ofNullable(activities.get(account + ":" + name));
  }

  private StoredRun run(ExecutionKey key) {
    StoredRun run = execution(executions, key).run;
    if (run == null) {
      throw new IllegalStateException("not open: " + key.id());
    }
    return run;
  }

  private static StoredExecution execution(Map<ExecutionKey, StoredExecution> executions,
      ExecutionKey key) {
    return Objects.requireNonNull(executions.get(key), () -> "no execution " + key.id());
  }

  private static @Nullable StoredTask task(StoredExecution stored, int seq, int attempt) {
    StoredTask task = stored.tasks.get(seq);
    return task != null && task.row().attempt() == attempt ? task : null;
  }
}
