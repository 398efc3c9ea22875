package dev.pawl.worker.express;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.worker.attempt.AttemptKey;
import dev.pawl.worker.definition.Machine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One Express execution. At most one burst of it is under way at a time. */
final class ExpressRun {
  /** A call gives up this much later than its state, so that it is the state's timeout that people see. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ExpressExecutions node;
  private final ExecutionKey key;
  private final Execution execution;
  private final Machine machine;
  private final CompletableFuture<ExpressEnd> end;

  /** Guarded by this. */
  private final List<Event> arrived = new ArrayList<>();
  private boolean busy = true;

  /** Of the burst under way; the hand-over from one burst to the next goes through the lock. */
  private final Map<Integer, TreeMap<Integer, Payload>> items = new HashMap<>();
  private final Set<AttemptKey> calls = new HashSet<>();
  private @Nullable ExecutionState state;
  private @Nullable Future<?> alarm;

  /** The most data that it held between two bursts, in bytes. */
  private long mostHeld;

  ExpressRun(ExpressExecutions node, ExecutionKey key, Execution execution, Machine machine,
      CompletableFuture<ExpressEnd> end) {
    this.node = node;
    this.key = key;
    this.execution = execution;
    this.machine = machine;
    this.end = end;
  }

  /** The first burst, on the caller's thread. */
  void begin() {
    Surroundings around = around();
    burst(watch -> Interpreter.start(machine.definition(), execution, around.watchedBy(watch)),
        error -> Interpreter.abandon(machine.definition(), execution, error, around));
  }

  void returned(AttemptKey attempt, Outcome<Payload> outcome) {
    deliver(new Event.CallReturned(attempt.seq(), attempt.attempt(), outcome));
  }

  void abandon() {
    end.completeExceptionally(new IllegalStateException("the node stops"));
  }

  private void deliver(Event event) {
    synchronized (this) {
      arrived.add(event);
      if (busy) {
        return;
      }
      busy = true;
    }
    node.interpreters().execute(this::turn);
  }

  private void turn() {
    List<Event> events;
    synchronized (this) {
      events = List.copyOf(arrived);
      arrived.clear();
    }
    ExecutionState before = Objects.requireNonNull(state);
    Surroundings around = around();
    List<Event> all = withDues(events, before);
    burst(
        watch -> Interpreter.decide(machine.definition(), execution, before, all,
            around.watchedBy(watch)),
        error -> Interpreter.abandon(machine.definition(), execution, before, error, around));
  }

  /** Timers fire in every burst; those of tasks by what their state says. */
  private static List<Event> withDues(List<Event> events, ExecutionState state) {
    List<Event> all = new ArrayList<>(events);
    all.add(Event.Alarm.of(state));
    return all;
  }

  private void burst(Function<EvaluationWatch, Decision> decide,
      Function<StatesError, Decision> abandon) {
    guarded(() -> node.interpreters()
        .compute(execution.arn(), decide, error -> guarded(() -> follow(abandon.apply(error))))
        .ifPresent(this::follow));
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      leave();
      end.completeExceptionally(e);
    }
  }

  /** Nothing of the execution stays on the node. */
  private void leave() {
    cancelAlarm();
    calls.forEach(node.attempts()::forget);
    node.ended(key);
  }

  private void follow(Decision decision) {
    node.log().write(execution, machine, decision.history());
    decision.effects().forEach(this::follow);
    switch (decision.next()) {
      case Decision.Next.Closed closed -> {
        leave();
        Payload output = closed.output();
        hold(execution.input().utf8Length() + (output == null ? 0L : output.utf8Length()));
        end.complete(new ExpressEnd(execution, machine, closed,
            node.clock().now().truncatedTo(ChronoUnit.MILLIS), mostHeld));
      }
      case Decision.Next.Open(ExecutionState next, Instant wakeAt) -> {
        state = next;
        hold(next.dataLength());
        cancelAlarm();
        alarm = wakeAt == null ? null : alarmAt(wakeAt);
        rest();
      }
    }
  }

  private void hold(long bytes) {
    mostHeld = Math.max(mostHeld, bytes);
  }

  private void follow(Effect effect) {
    switch (effect) {
      case Effect.StartTask task -> {
        AttemptKey attempt = new AttemptKey(key, task.seq(), task.attempt());
        calls.add(attempt);
        node.attempts().begin(attempt,
            new TaskRequest(new TaskToken(key.shard(), key.id(), task.seq(), task.attempt()),
                node.clock().now().truncatedTo(ChronoUnit.MILLIS), task.resource(),
                task.parameters(), execution.arn(), execution.roleArn(),
                IdempotencyTokens.of(key.id(), task.seq(), task.attempt()), task.roleArn(),
                Duration.ofSeconds(task.timeoutSeconds()).plus(GRACE)));
      }
      case Effect.EndTask task -> {
        AttemptKey attempt = new AttemptKey(key, task.seq(), task.attempt());
        calls.remove(attempt);
        node.attempts().forget(attempt);
      }
      case Effect.KeepItem(int fork, int index, Payload output) ->
        items.computeIfAbsent(fork, _ -> new TreeMap<>()).put(index, output);
      case Effect.DropItems(int fork) -> items.remove(fork);
      case Effect.AwaitAnswer _,Effect.StopJob _,Effect.LookAfterJob _,Effect.StartMapRun _,Effect.RedriveMapRun _,Effect.StopMapRun _ ->
        throw new IllegalStateException(
            "an Express state machine waits for nobody: " + execution.arn());
    }
  }

  /** The burst is over; what has come meanwhile begins the next one. */
  private void rest() {
    synchronized (this) {
      busy = !arrived.isEmpty();
      if (!busy) {
        return;
      }
    }
    node.interpreters().execute(this::turn);
  }

  private Future<?> alarmAt(Instant time) {
    long millis = Math.max(0, Duration.between(node.clock().now(), time).toMillis() + 1);
    return node.timers().schedule(() -> deliver(new Event.Alarm(Map.of())), millis,
        TimeUnit.MILLISECONDS);
  }

  private void cancelAlarm() {
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
  }

  private Surroundings around() {
    return new Surroundings(
        node.clock().now().truncatedTo(ChronoUnit.MILLIS), node.random(), ExpressRun::noToken,
        fork -> items.getOrDefault(fork, new TreeMap<>()), _ -> false, node.limits());
  }

  private static String noToken(int seq, int attempt) {
    throw new IllegalStateException(
        "an Express state machine has no task tokens: " + seq + ", " + attempt);
  }
}
