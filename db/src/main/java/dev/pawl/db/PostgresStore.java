package dev.pawl.db;

import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.VersionRow;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ChildRow;
import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.CommitOutcome;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.InboxMessage;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.MapRunStep;
import dev.pawl.db.execution.MapRunSteps;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.OpenMapRun;
import dev.pawl.db.execution.OutgoingMessage;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.Runs;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.Tasks;
import dev.pawl.db.store.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;

/** The port, served by the owner of each table. */
final class PostgresStore implements Store {
  private final Database database;

  PostgresStore(Database database) {
    this.database = database;
  }

  @Override
  public Instant now() {
    return database.clock().now();
  }

  @Override
  public List<StartResult> start(List<NewExecution> batch) {
    return database.starts().start(batch);
  }

  @Override
  public List<CommitOutcome> commit(List<Burst> batch) {
    return database.commits().commit(batch);
  }

  @Override
  public Runs.Arrived messages(Set<Integer> shards, Instant low, int limit) {
    return database.runs().messages(shards, low, limit);
  }

  @Override
  public Runs.Due due(Set<Integer> shards, Instant low, int limit) {
    return database.runs().due(shards, low, limit);
  }

  @Override
  public Runs.Scan scan(Set<Integer> shards, Instant low, Set<ExecutionKey> besides,
      int messages, int due) {
    return database.runs().scan(shards, low, besides, messages, due);
  }

  @Override
  public Runs.Loaded load(List<ExecutionKey> keys) {
    return database.runs().load(keys);
  }

  @Override
  public Tasks.Reception answer(ExecutionKey key, int seq, int attempt, boolean ok,
      byte[] result) {
    return database.tasks().answer(key, seq, attempt, ok, result);
  }

  @Override
  public Tasks.Reception heartbeat(ExecutionKey key, int seq, int attempt) {
    return database.tasks().heartbeat(key, seq, attempt);
  }

  @Override
  public List<ClaimedTask> claimActivity(UUID activityId, int limit, String workerName) {
    return database.tasks().claimActivity(activityId, limit, workerName);
  }

  @Override
  public boolean adopt(ExecutionKey key, int seq, int attempt, UUID deadOwner, UUID me) {
    return database.tasks().adopt(key, seq, attempt, deadOwner, me);
  }

  @Override
  public boolean pickUp(ExecutionKey key, long rev, int seq, int attempt, UUID me) {
    return database.tasks().pickUp(key, rev, seq, attempt, me);
  }

  @Override
  public boolean send(ExecutionKey to, MessageKind kind, byte[] body) {
    return database.inbox().send(to, kind, body);
  }

  @Override
  public int discard(List<InboxMessage> messages) {
    return database.inbox().discard(messages);
  }

  @Override
  public List<KeptItem> items(ExecutionKey key, int frame) {
    return database.mapItems().load(key, frame);
  }

  @Override
  public List<StoredPayload> payloads(ExecutionKey key, Collection<byte[]> hashes) {
    return database.payloads().load(key, hashes);
  }

  @Override
  public List<HistorySegment> history(ExecutionKey key, int from, Histories.Order order,
      int limit) {
    return database.histories().page(key, from, order, limit);
  }

  @Override
  public int lastEvent(ExecutionKey key) {
    return database.histories().lastEvent(key);
  }

  @Override
  public Optional<ExecutionRow> execution(ExecutionKey key) {
    return database.executions().find(key);
  }

  @Override
  public Optional<ExecutionRow> execution(UUID id) {
    return database.executions().find(id);
  }

  @Override
  public Optional<ExecutionRow> execution(UUID stateMachineId, String name) {
    return database.executions().find(stateMachineId, name);
  }

  @Override
  public boolean reopen(Reopening reopening) {
    return database.reopenings().reopen(reopening);
  }

  @Override
  public void beginMapRun(InboxMessage asked) {
    database.mapRunSteps().begin(asked);
  }

  @Override
  public List<ExecutionKey> openMapRuns(List<ExecutionKey> keys) {
    return database.mapRunSteps().open(keys);
  }

  @Override
  public Optional<byte[]> mapRunPlan(ExecutionKey key) {
    return database.mapRunSteps().plan(key);
  }

  @Override
  public Optional<OpenMapRun> mapRun(ExecutionKey key, Instant low) {
    return database.mapRunSteps().load(key, low);
  }

  @Override
  public boolean commit(MapRunStep step) {
    return database.mapRunSteps().commit(step);
  }

  @Override
  public List<ChildRow> children(List<ExecutionKey> keys) {
    return database.executions().children(keys);
  }

  @Override
  public Optional<InboxMessage> redriveAsked(ExecutionKey key) {
    return database.mapRunSteps().redriveAsked(key);
  }

  @Override
  public Optional<MapRunSteps.Redrivable> redrivable(ExecutionKey key) {
    return database.mapRunSteps().redrivable(key);
  }

  @Override
  public boolean redriveMapRun(InboxMessage asked, int before, int redrives, byte[] state) {
    return database.mapRunSteps().redrive(asked, before, redrives, state);
  }

  @Override
  public void answer(InboxMessage asked, OutgoingMessage told) {
    database.mapRunSteps().answer(asked, told);
  }

  @Override
  public void forget(InboxMessage asked) {
    database.mapRunSteps().forget(asked);
  }

  @Override
  public Map<Integer, Integer> keptStatuses(ExecutionKey mapRun, int from, int bound) {
    return database.mapItems().statuses(mapRun, from, bound);
  }

  @Override
  public List<ExecutionRow> executions(List<ExecutionKey> keys) {
    return database.executions().find(keys);
  }

  @Override
  public int tell(Collection<ExecutionKey> keys, MessageKind kind, byte[] body) {
    return database.inbox().tell(keys, kind, body);
  }

  @Override
  public List<KeptItem> keptResults(ExecutionKey mapRun, int from, int limit) {
    return database.mapItems().page(mapRun, from, limit);
  }

  @Override
  public List<Integer> keptIndexes(ExecutionKey mapRun, int from, int limit) {
    return database.mapItems().indexes(mapRun, from, limit);
  }

  @Override
  public void forgetResults(ExecutionKey mapRun) {
    database.mapItems().forget(mapRun);
  }

  @Override
  public int park(ExecutionKey key, int failures, String reason) {
    return database.parkedRuns().park(key, failures, reason);
  }

  @Override
  public void unpark(ExecutionKey key) {
    database.parkedRuns().unpark(key);
  }

  @Override
  public void register(UUID node, String build) {
    database.nodes().register(node, build);
  }

  @Override
  public boolean renewNode(UUID node) {
    return database.nodes().renew(node);
  }

  @Override
  public Set<UUID> liveNodes() {
    return database.nodes().live();
  }

  @Override
  public void leave(UUID node) {
    database.nodes().leave(node);
  }

  @Override
  public int forgetOthers(UUID node) {
    return database.nodes().forgetOthers(node);
  }

  @Override
  public Map<Integer, Long> renewShards(UUID owner, Map<Integer, Long> held) {
    return database.shardLeases().renew(owner, held);
  }

  @Override
  public Map<Integer, Long> takeShards(UUID owner) {
    return database.shardLeases().take(owner);
  }

  @Override
  public Map<Integer, Long> takeAllShards(UUID owner) {
    return database.shardLeases().takeAll(owner);
  }

  @Override
  public Set<Integer> releaseSurplus(UUID owner) {
    return database.shardLeases().releaseSurplus(owner);
  }

  @Override
  public void releaseShards(UUID owner) {
    database.shardLeases().release(owner);
  }

  @Override
  public Optional<StateMachineRow> stateMachine(UUID id) {
    return catalogue(() -> database.stateMachines().find(id));
  }

  @Override
  public Optional<StateMachineRow> stateMachine(String account, String name) {
    return catalogue(() -> database.stateMachines().findByName(account, name));
  }

  @Override
  public Optional<VersionRow> version(UUID stateMachineId, int number) {
    return catalogue(() -> database.versions().find(stateMachineId, number));
  }

  @Override
  public Optional<AliasRow> alias(UUID stateMachineId, String name) {
    return catalogue(() -> database.aliases().find(stateMachineId, name));
  }

  @Override
  public Optional<RevisionRow> revision(UUID stateMachineId, int revision) {
    return catalogue(() -> database.stateMachines().revision(stateMachineId, revision));
  }

  @Override
  public Optional<ActivityRow> activity(String account, String name) {
    return catalogue(() -> database.activities().find(account, name));
  }

  /** The catalogue's own words for a connection that broke are Spring's. */
  private static <T> T catalogue(Supplier<T> query) {
    try {
      return query.get();
    } catch (DataAccessResourceFailureException | TransientDataAccessException
        | RecoverableDataAccessException e) {
      throw new DatabaseUnavailableException(DatabaseUnavailableException.Reason.UNREACHABLE,
          "The connection to the database broke: " + e.getMostSpecificCause().getMessage(), e);
    }
  }
}
