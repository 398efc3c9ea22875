package dev.pawl.simulation.oracle;

import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.interpreter.HistoryFold;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.Redrives;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.simulation.store.SimStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Rebuilds an open execution from its history alone, and compares with what is stored. */
public final class Rebuilding {
  private final SimStore store;
  private final Ledger ledger;
  private final Limits limits;

  /** @param limits those that the engine runs with */
  public Rebuilding(SimStore store, Ledger ledger, Limits limits) {
    this.store = store;
    this.ledger = ledger;
    this.limits = limits;
  }

  /**
   * Compares; what differs goes into the ledger.
   *
   * @param jitter whether a retry's delay is drawn by chance, which no history tells
   */
  public void check(ExecutionKey key, StateMachine machine, Execution execution, boolean jitter) {
    List<LoadedRun> runs = store.load(List.of(key)).runs();
    List<HistoryEvent> events = Verdict.history(store, key);
    if (runs.isEmpty() || events.getLast().type() == HistoryEventType.ExecutionRedriven) {
      return;
    }
    LoadedRun run = runs.getFirst();
    var around = new Surroundings(store.now(), new Random(1), (_, _) -> "token", fork -> Map.of(),
        _ -> true, limits).remembering(events::forEach);
    Execution redriven = execution
        .redriven(new Redrives(run.redrives().count(), run.redrives().lastAt()));
    HistoryFold.Rebuilt rebuilt = HistoryFold.of(machine, redriven, events::forEach, around);
    ExecutionState stored = Codec.unpackState(run.state(), payloads(key, run.state()));
    // A Fail state that a redrive does again fails without an event: nothing tells when.
    boolean isDelayUntold = jitter || run.redrives().count() > 0;
    if (!told(rebuilt.state(), isDelayUntold).equals(told(stored, isDelayUntold))) {
      ledger.violation("the history of " + key.id() + " tells " + rebuilt.state()
          + ", the store has " + stored);
    }
    if (!rebuilt.kept().equals(kept(key))) {
      ledger.violation("the history of " + key.id() + " tells of other outputs than are kept");
    }
  }

  private Map<PayloadHash, Payload> payloads(ExecutionKey key, byte[] packed) {
    Map<PayloadHash, Payload> payloads = new HashMap<>();
    List<byte[]> hashes = Codec.references(packed).stream().map(PayloadHash::bytes).toList();
    for (StoredPayload stored : store.payloads(key, hashes)) {
      payloads.put(PayloadHash.ofBytes(stored.hash()), Codec.unpackPayload(stored.data()));
    }
    return payloads;
  }

  private Map<Integer, Map<Integer, Payload>> kept(ExecutionKey key) {
    Map<Integer, Map<Integer, Payload>> kept = new HashMap<>();
    store.items(key).forEach((fork, items) -> {
      Map<Integer, Payload> outputs = new HashMap<>();
      for (KeptItem item : items.values()) {
        outputs.put(item.idx(), Codec.unpackPayload(item.output()));
      }
      kept.put(fork, outputs);
    });
    return kept;
  }

  /** Without what a history cannot tell. */
  private static ExecutionState told(ExecutionState state, boolean isDelayUntold) {
    return new ExecutionState(state.nextEvent(), state.nextSeq(), state.nextFrame(),
        state.timeoutAt(),
        state.frames().stream().map(frame -> told(frame, isDelayUntold)).toList());
  }

  private static Frame told(Frame frame, boolean isDelayUntold) {
    Frame.Position position = switch (frame.position()) {
      case Frame.Position.Running running -> new Frame.Position.Running(running.visit(),
          running.attempt(), running.deadline() == null ? null : Instant.MAX, null,
          running.submitted(), null, null);
      case Frame.Position.BackingOff backingOff when isDelayUntold ->
        new Frame.Position.BackingOff(backingOff.visit(), Instant.MAX);
      default -> frame.position();
    };
    return new Frame(frame.id(), frame.parent(), frame.index(), frame.state(), frame.previous(),
        frame.variables(), position);
  }
}
