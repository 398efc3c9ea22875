package dev.pawl.simulation.oracle;

import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.json.Payload;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.Closing;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.NewTask;
import dev.pawl.db.execution.Next;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.TaskEnd;
import dev.pawl.simulation.store.StoreWatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Writes down what was truly written and truly asked for, and checks at once what must hold of each step. It knows
 * nothing of what nodes believe.
 */
public abstract class Ledger implements StoreWatcher {
  private final List<String> violations = new ArrayList<>();
  private final Map<ExecutionKey, List<Written>> written = new HashMap<>();
  private final Map<ExecutionKey, Integer> lastEvents = new HashMap<>();
  private final Map<UUID, Set<String>> inputs = new HashMap<>();
  private final Map<List<Object>, ExecutionKey> names = new HashMap<>();
  private final Set<ExecutionKey> stops = new HashSet<>();
  private final Set<Attempt> intents = new HashSet<>();
  private final Map<String, Attempt> tokens = new HashMap<>();
  private final Map<String, Integer> deliveries = new HashMap<>();
  private final Set<Attempt> answers = new HashSet<>();
  private final Map<Attempt, TaskEnd.How> ends = new HashMap<>();
  private long changes;

  /** One attempt of one task. */
  record Attempt(ExecutionKey key, int seq, int attempt) {}

  /** Events up to {@code lastEvent} were written at a time, by the store's true clock. */
  record Written(int lastEvent, Instant at) {}

  /** Says that something is not as it must be. */
  public final void violation(String what) {
    violations.add(what);
  }

  /** All that is not as it must be. */
  public final List<String> violations() {
    return List.copyOf(violations);
  }

  /** How often anything was written. */
  public final long changes() {
    return changes;
  }

  /** Somebody is about to start an execution with this input. */
  public final void mayStart(UUID machine, Payload input) {
    inputs.computeIfAbsent(machine, _ -> new HashSet<>()).add(input.text());
  }

  /** Somebody is about to stop an execution. */
  public final void mayStop(ExecutionKey key) {
    stops.add(key);
  }

  /** StartExecution was answered with this name: there must be such an execution (I9). */
  public final void promised(UUID machine, String name) {
    if (!exists(machine, name)) {
      violation("I9: StartExecution answered " + name + ", which is not in the store");
    }
  }

  /** Whether an execution of a machine has a name. */
  protected abstract boolean exists(UUID machine, String name);

  /** A call has reached its target: its intent must be written, and only what may be sent again is (I4). */
  public final void delivered(String idempotencyToken, boolean resends) {
    if (!tokens.containsKey(idempotencyToken)) {
      violation("I4: a call was made whose intent was never written: " + idempotencyToken);
    }
    if (deliveries.merge(idempotencyToken, 1, Integer::sum) > 1 && !resends) {
      violation("I4: a call that must not be sent again was: " + tokens.get(idempotencyToken));
    }
  }

  @Override
  public final void started(NewExecution execution, Instant now) {
    changes++;
    ExecutionKey key = execution.key();
    if (execution.nameGiven() && names.putIfAbsent(
        List.of(execution.stateMachineId(), execution.name()), key) != null) {
      violation("I8: two executions have the name " + execution.name());
    }
    execution.history().ifPresent(segment -> written(key, segment, now));
    checkNext(key, execution.next());
    ended(key, execution.next());
  }

  @Override
  public void committed(Burst burst, Instant now) {
    changes++;
    burst.history().ifPresent(segment -> written(burst.key(), segment, now));
    checkNext(burst.key(), burst.next());
    for (TaskEnd end : burst.ends()) {
      Attempt attempt = new Attempt(burst.key(), end.seq(), end.attempt());
      if (!intents.contains(attempt)) {
        violation("I2: an attempt ended that never began: " + attempt);
      }
      if (ends.put(attempt, end.how()) != null) {
        violation("I2: an attempt ended twice: " + attempt);
      }
      checkAnswer(attempt, end.how());
    }
    ended(burst.key(), burst.next());
  }

  /** An accepted answer is never taken back, and none is made up (I3). */
  private void checkAnswer(Attempt attempt, TaskEnd.How how) {
    boolean answered = answers.contains(attempt);
    if (how == TaskEnd.How.ANSWER && !answered) {
      violation("I3: an answer that nobody gave ended " + attempt);
    }
    if (answered && how != TaskEnd.How.ANSWER && how != TaskEnd.How.DROP) {
      violation("I3: an answer was accepted, and " + how + " ended " + attempt);
    }
  }

  private void written(ExecutionKey key, HistorySegment segment, Instant now) {
    int last = lastEvents.getOrDefault(key, 0);
    if (segment.firstEvent() != last + 1) {
      violation("I1: event " + segment.firstEvent() + " follows event " + last + " of "
          + key.id());
    }
    lastEvents.put(key, segment.lastEvent());
    written.computeIfAbsent(key, _ -> new ArrayList<>())
        .add(new Written(segment.lastEvent(), now));
  }

  private void checkNext(ExecutionKey key, Next next) {
    if (next instanceof OpenRun run
        && run.nextEvent() != lastEvents.getOrDefault(key, 0) + 1) {
      violation("I10: the state of " + key.id() + " waits for event " + run.nextEvent()
          + ", the history ends with " + lastEvents.get(key));
    }
  }

  private void ended(ExecutionKey key, Next next) {
    if (next instanceof Closing closing && closing.status() != ExecutionStatus.SUCCEEDED) {
      failed(key);
    }
  }

  /** An execution has ended without success. */
  protected abstract void failed(ExecutionKey key);

  @Override
  public final void inserted(ExecutionKey key, NewTask task) {
    Attempt attempt = new Attempt(key, task.seq(), task.attempt());
    if (!intents.add(attempt)) {
      violation("I4: an attempt began twice: " + attempt);
    }
    tokens.put(IdempotencyTokens.of(key.id(), task.seq(), task.attempt()), attempt);
    began(task);
  }

  /** A task's row was written. */
  protected abstract void began(NewTask task);

  @Override
  public final void answered(ExecutionKey key, int seq, int attempt) {
    changes++;
    answers.add(new Attempt(key, seq, attempt));
  }

  @Override
  public final void reopened(Reopening reopening) {
    changes++;
    written(reopening.key(), reopening.history(), reopening.redrivenAt());
  }

  boolean wasStopped(ExecutionKey key) {
    return stops.contains(key);
  }

  boolean mayHave(UUID machine, String input) {
    return inputs.getOrDefault(machine, Set.of()).contains(input);
  }

  /** When an event was written, by the store's true clock. */
  Instant writtenAt(ExecutionKey key, long event) {
    return Objects.requireNonNull(written.get(key)).stream()
        .filter(segment -> segment.lastEvent() >= event).findFirst().orElseThrow().at();
  }
}
