package dev.pawl.simulation.world;

import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.VersionRow;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.Runs;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.Tasks;
import dev.pawl.db.store.Store;
import dev.pawl.simulation.store.SimStore;
import dev.pawl.simulation.store.WithoutMapRuns;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The store as one node reaches it: through everything that can go wrong on the way. */
final class NodeStore implements Store, WithoutMapRuns {
  private static final long MICROS = 1_000_000;

  private final SimWorld world;
  private final SimNode node;
  private final SimStore store;
  private Instant latest = Instant.MIN;

  NodeStore(SimWorld world, SimNode node, SimStore store) {
    this.world = world;
    this.node = node;
    this.store = store;
  }

  @Override
  public Instant now() {
    node.mustLive();
    Instant now = store.now().minus(node.behind());
    latest = now.isAfter(latest) ? now : latest;
    return latest;
  }

  private <T> T read(Place place, Supplier<T> statement) {
    return call(place, false, statement);
  }

  private <T> T write(Place place, Supplier<T> statement) {
    return call(place, true, statement);
  }

  private <T> T call(Place place, boolean writes, Supplier<T> statement) {
    node.mustLive();
    FaultKind fault = world.fault(place);
    if (fault == null) {
      return done(writes, statement);
    }
    return switch (fault) {
      case FAILED_BEFORE_COMMIT -> throw refused("57014");
      case SERIALISATION -> throw refused(world.random().nextBoolean() ? "40001" : "40P01");
      case UNAVAILABLE -> throw world.injected(new DatabaseUnavailableException(
          DatabaseUnavailableException.Reason.UNREACHABLE, "nothing answers", null));
      case CONNECTION_LOST -> throw unknown();
      case FAILED_AFTER_COMMIT -> {
        done(writes, statement);
        throw unknown();
      }
      case STORE_FULL -> {
        world.fillStore(MICROS + world.random().nextLong(20 * MICROS));
        yield done(writes, statement);
      }
      case CRASH_BEFORE_COMMIT, CRASH_BEFORE_READ -> {
        node.crash();
        throw new NodeDiedException();
      }
      case CRASH_AFTER_COMMIT -> {
        done(writes, statement);
        node.crash();
        throw new NodeDiedException();
      }
      case DELAY -> slowly(writes, statement, world.random().nextLong(8 * MICROS), false);
      case PAUSE -> slowly(writes, statement, world.random().nextLong(60 * MICROS), true);
      default -> throw new IllegalStateException("not a fault of a store: " + fault);
    };
  }

  /** On the way there or back, time goes by; for this call alone, or for the whole node. */
  private <T> T slowly(boolean writes, Supplier<T> statement, long micros, boolean whole) {
    if (world.random().nextBoolean()) {
      world.stall(node, micros, whole);
      return done(writes, statement);
    }
    T answer = done(writes, statement);
    world.stall(node, micros, whole);
    return answer;
  }

  private <T> T done(boolean writes, Supplier<T> statement) {
    node.mustLive();
    if (writes && world.isStoreFull()) {
      throw refused("53100");
    }
    return statement.get();
  }

  private RuntimeException refused(String sqlState) {
    return world.injected(
        new StatementFailedException(new SQLException("a fault of the simulation", sqlState)));
  }

  private RuntimeException unknown() {
    return world.injected(new UnknownCommitOutcomeException("the connection broke",
        new SQLException("a fault of the simulation", "08006")));
  }

  @Override
  public List<StartResult> start(List<NewExecution> batch) {
    return write(Place.COMMIT, () -> store.start(batch));
  }

  @Override
  public List<CommitOutcome> commit(List<Burst> batch) {
    return write(Place.COMMIT, () -> store.commit(batch));
  }

  @Override
  public Runs.Arrived messages(Set<Integer> shards, Instant low, int limit) {
    return read(Place.SCAN, () -> store.messages(shards, low, limit));
  }

  @Override
  public Runs.Due due(Set<Integer> shards, Instant low, int limit) {
    return read(Place.SCAN, () -> store.due(shards, low, limit));
  }

  @Override
  public Runs.Loaded load(List<ExecutionKey> keys) {
    return read(Place.READ, () -> store.load(keys));
  }

  @Override
  public Tasks.Reception answer(ExecutionKey key, int seq, int attempt, boolean ok,
      byte[] result) {
    return write(Place.WRITE, () -> store.answer(key, seq, attempt, ok, result));
  }

  @Override
  public Tasks.Reception heartbeat(ExecutionKey key, int seq, int attempt) {
    return write(Place.WRITE, () -> store.heartbeat(key, seq, attempt));
  }

  @Override
  public List<ClaimedTask> claimActivity(UUID activityId, int limit, String workerName) {
    return write(Place.WRITE, () -> store.claimActivity(activityId, limit, workerName));
  }

  @Override
  public boolean adopt(ExecutionKey key, int seq, int attempt, UUID deadOwner, UUID me) {
    return write(Place.WRITE, () -> store.adopt(key, seq, attempt, deadOwner, me));
  }

  @Override
  public boolean pickUp(ExecutionKey key, long rev, int seq, int attempt, UUID me) {
    return write(Place.WRITE, () -> store.pickUp(key, rev, seq, attempt, me));
  }

  @Override
  public boolean send(ExecutionKey to, MessageKind kind, byte[] body) {
    return write(Place.WRITE, () -> store.send(to, kind, body));
  }

  @Override
  public int discard(List<InboxMessage> messages) {
    return write(Place.WRITE, () -> store.discard(messages));
  }

  @Override
  public List<KeptItem> items(ExecutionKey key, int frame) {
    return read(Place.READ, () -> store.items(key, frame));
  }

  @Override
  public List<StoredPayload> payloads(ExecutionKey key, Collection<byte[]> hashes) {
    return read(Place.READ, () -> store.payloads(key, hashes));
  }

  @Override
  public List<HistorySegment> history(ExecutionKey key, int from, Histories.Order order,
      int limit) {
    return read(Place.READ, () -> store.history(key, from, order, limit));
  }

  @Override
  public int lastEvent(ExecutionKey key) {
    return read(Place.READ, () -> store.lastEvent(key));
  }

  @Override
  public Optional<ExecutionRow> execution(ExecutionKey key) {
    return read(Place.READ, () -> store.execution(key));
  }

  @Override
  public Optional<ExecutionRow> execution(UUID id) {
    return read(Place.READ, () -> store.execution(id));
  }

  @Override
  public Optional<ExecutionRow> execution(UUID stateMachineId, String name) {
    return read(Place.READ, () -> store.execution(stateMachineId, name));
  }

  @Override
  public boolean reopen(Reopening reopening) {
    return write(Place.WRITE, () -> store.reopen(reopening));
  }

  @Override
  public void register(UUID id, String build) {
    write(Place.LEASE, () -> {
      store.register(id, build);
      return true;
    });
  }

  @Override
  public boolean renewNode(UUID id) {
    return write(Place.LEASE, () -> store.renewNode(id));
  }

  @Override
  public Set<UUID> liveNodes() {
    return read(Place.LEASE, store::liveNodes);
  }

  @Override
  public void leave(UUID id) {
    write(Place.LEASE, () -> {
      store.leave(id);
      return true;
    });
  }

  @Override
  public int forgetOthers(UUID id) {
    return write(Place.LEASE, () -> store.forgetOthers(id));
  }

  @Override
  public Map<Integer, Long> renewShards(UUID owner, Map<Integer, Long> held) {
    return write(Place.LEASE, () -> store.renewShards(owner, held));
  }

  @Override
  public Map<Integer, Long> takeShards(UUID owner) {
    return write(Place.LEASE, () -> store.takeShards(owner));
  }

  @Override
  public Map<Integer, Long> takeAllShards(UUID owner) {
    return write(Place.LEASE, () -> store.takeAllShards(owner));
  }

  @Override
  public Set<Integer> releaseSurplus(UUID owner) {
    return write(Place.LEASE, () -> store.releaseSurplus(owner));
  }

  @Override
  public void releaseShards(UUID owner) {
    write(Place.LEASE, () -> {
      store.releaseShards(owner);
      return true;
    });
  }

  @Override
  public Optional<StateMachineRow> stateMachine(UUID id) {
    node.mustLive();
    return store.stateMachine(id);
  }

  @Override
  public Optional<StateMachineRow> stateMachine(String account, String name) {
    node.mustLive();
    return store.stateMachine(account, name);
  }

  @Override
  public Optional<VersionRow> version(UUID stateMachineId, int number) {
    node.mustLive();
    return store.version(stateMachineId, number);
  }

  @Override
  public Optional<AliasRow> alias(UUID stateMachineId, String name) {
    node.mustLive();
    return store.alias(stateMachineId, name);
  }

  @Override
  public Optional<RevisionRow> revision(UUID stateMachineId, int revision) {
    node.mustLive();
    return store.revision(stateMachineId, revision);
  }

  @Override
  public Optional<ActivityRow> activity(String account, String name) {
    node.mustLive();
    return store.activity(account, name);
  }
}
