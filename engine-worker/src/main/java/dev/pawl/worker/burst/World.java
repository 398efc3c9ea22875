package dev.pawl.worker.burst;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.store.Store;
import dev.pawl.worker.WorkerSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What the interpreter gets from outside, drawn from the database and this node. */
public final class World {
  /** So many segments of a history are read at once. */
  private static final int SEGMENTS = 16;

  private final Store store;
  private final WorkerSettings settings;
  private final TaskTokens tokens;
  private final RandomGenerator random;

  public World(Store store, WorkerSettings settings, TaskTokens tokens,
      RandomGenerator random) {
    this.store = store;
    this.settings = settings;
    this.tokens = tokens;
    this.random = random;
  }

  /** Everything around one burst of an execution. */
  public Surroundings around(Execution execution, Instant now) {
    ExecutionKey key = new ExecutionKey(execution.shard(), execution.id());
    return new Surroundings(
        now.truncatedTo(ChronoUnit.MILLIS), random,
        (seq, attempt) -> tokens.of(execution.account())
            .issue(execution.shard(), execution.id(), seq, attempt),
        fork -> items(key, fork),
        arn -> activity(arn).filter(row -> Arn.accountOf(arn).equals(execution.account()))
            .isPresent(),
        settings.limits())
        .remembering(listener -> history(key, listener));
  }

  /** The id of an activity by its ARN; the interpreter has seen that it exists. */
  public UUID activityId(String arn) {
    return activity(arn).map(ActivityRow::id)
        .orElseThrow(() -> new IllegalStateException("the activity " + arn + " is gone"));
  }

  /** Payloads by their hashes; of those that the packed values name. */
  public Map<PayloadHash, Payload> payloads(ExecutionKey key, Collection<byte[]> packed) {
    List<byte[]> hashes = packed.stream()
        .flatMap(bytes -> Codec.references(bytes).stream())
        .distinct()
        .map(PayloadHash::bytes)
        .toList();
    var payloads = new HashMap<PayloadHash, Payload>();
    if (!hashes.isEmpty()) {
      for (StoredPayload stored : store.payloads(key, hashes)) {
        payloads.put(PayloadHash.ofBytes(stored.hash()), Codec.unpackPayload(stored.data()));
      }
    }
    return payloads;
  }

  private void history(ExecutionKey key, Consumer<HistoryEvent> listener) {
    int from = 1;
    List<HistorySegment> segments;
    do {
      segments = store.history(key, from, Histories.Order.ASCENDING, SEGMENTS);
      for (HistorySegment segment : segments) {
        Codec.unpackEvents(segment.data(), payloads(key, List.of(segment.data())))
            .forEach(listener);
        from = segment.lastEvent() + 1;
      }
    } while (segments.size() == SEGMENTS);
  }

  private Map<Integer, Payload> items(ExecutionKey key, int fork) {
    var items = new TreeMap<Integer, Payload>();
    for (KeptItem item : store.items(key, fork)) {
      items.put(item.idx(), Codec.unpackPayload(item.output()));
    }
    return items;
  }

  private Optional<ActivityRow> activity(String arn) {
    return Arn.parse(arn).orElse(null) instanceof Arn.Activity activity
        && activity.region().equals(settings.region())
            ? store.activity(activity.account(), activity.name())
            : Optional.empty();
  }
}
