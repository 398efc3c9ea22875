package dev.pawl.simulation.oracle;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.simulation.store.SimStore;
import dev.pawl.simulation.workflow.Graph;
import dev.pawl.simulation.workflow.Handling;
import dev.pawl.simulation.workflow.Machine;
import dev.pawl.simulation.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Judges one execution when all is over: its rows, its history, and its end against the oracle's. */
public final class Verdict {
  private static final String LOST = "States.TaskFailed";
  private static final String TIMEOUT = "States.Timeout";

  /** In seconds: whoever has less to wait for does not live for a year. */
  private static final long SO_LONG_IS_ODD = 300 * 86_400L;

  private static final int MOST_ITEMS = 3;

  /** In seconds: how long calls, polls and answers take where nothing is wrong. */
  private static final int USUAL_DELAY = 6;

  private final SimStore store;
  private final Ledger ledger;
  private final ExecutionRow row;
  private final Machine machine;
  private final boolean isCalm;
  private final Map<Long, HistoryEvent> events = new LinkedHashMap<>();

  /**
   * @param machine what it ran
   * @param isCalm whether nothing went wrong, so that nothing may have befallen a task but its script
   */
  public Verdict(SimStore store, Ledger ledger, ExecutionRow row, Machine machine,
      boolean isCalm) {
    this.store = store;
    this.ledger = ledger;
    this.row = row;
    this.machine = machine;
    this.isCalm = isCalm;
    history(store, row.key()).forEach(event -> events.put(event.id(), event));
  }

  /** All events of an execution, in the order of their numbers. */
  public static List<HistoryEvent> history(SimStore store, ExecutionKey key) {
    List<HistoryEvent> events = new ArrayList<>();
    for (HistorySegment segment : store.segments(key)) {
      Map<PayloadHash, Payload> payloads = new HashMap<>();
      List<byte[]> hashes = Codec.references(segment.data()).stream().map(PayloadHash::bytes)
          .toList();
      for (StoredPayload stored : store.payloads(key, hashes)) {
        payloads.put(PayloadHash.ofBytes(stored.hash()), Codec.unpackPayload(stored.data()));
      }
      events.addAll(Codec.unpackEvents(segment.data(), payloads));
    }
    return events;
  }

  /** Judges; what is wrong goes into the ledger. */
  public void pass() {
    checkRows();
    checkOrder();
    checkEnd();
    checkTasks();
    checkTimers();
    checkAllowed();
  }

  private void wrong(String what) {
    ledger.violation(what + " (" + row.key().id() + " of " + row.name() + ")");
  }

  /** I7. */
  private void checkRows() {
    boolean isOpen = store.open().contains(row.key());
    if (isOpen != (row.status() == ExecutionStatus.RUNNING)) {
      wrong("I7: the status is " + row.status() + ", and the run is "
          + (isOpen ? "there" : "gone"));
    }
    if (!isOpen
        && !(store.tasks(row.key()).isEmpty() && store.items(row.key()).isEmpty())) {
      wrong("I7: a closed execution has tasks or kept outputs");
    }
  }

  /** I1. */
  private void checkOrder() {
    Instant before = Instant.MIN;
    long expected = 1;
    for (HistoryEvent event : events.values()) {
      if (event.id() != expected) {
        wrong("I1: event " + event.id() + " where " + expected + " must be");
        return;
      }
      if (event.previousEventId() >= event.id()) {
        wrong("I1: event " + event.id() + " follows event " + event.previousEventId());
      }
      if (event.timestamp().isBefore(before)) {
        wrong("event " + event.id() + " is earlier than the one before it: " + event.timestamp()
            + " < " + before);
      }
      before = event.timestamp();
      expected++;
    }
    long terminal = events.values().stream().filter(event -> event.type().endsExecution()).count();
    if (terminal != 1 + row.redrives().count()) {
      wrong("I1: " + terminal + " events end an execution that was redriven "
          + row.redrives().count() + " times");
    }
    HistoryEvent last = events.get((long) events.size());
    if (last == null || !last.type().endsExecution()) {
      wrong("I1: the last event does not end the execution: " + last);
    }
  }

  private void checkEnd() {
    HistoryEvent last = Objects.requireNonNull(events.get((long) events.size()));
    boolean agrees = switch (last.type()) {
      case ExecutionSucceeded -> row.status() == ExecutionStatus.SUCCEEDED
          && output().equals(((EventDetails.Output) last.details()).output());
      case ExecutionFailed -> row.status() == ExecutionStatus.FAILED && Objects
          .equals(((EventDetails.Failure) last.details()).error(), row.error());
      case ExecutionTimedOut -> row.status() == ExecutionStatus.TIMED_OUT;
      case ExecutionAborted -> row.status() == ExecutionStatus.ABORTED;
      default -> false;
    };
    if (!agrees) {
      wrong("I10: the row says " + row.status() + ", the history " + last);
    }
  }

  private Payload output() {
    return Codec.unpackPayload(row.output().orElseThrow());
  }

  /** I2 and I4, by the history: no attempt has two outcomes, none is tried more often than it may be. */
  private void checkTasks() {
    Map<Long, Integer> outcomes = new HashMap<>();
    Map<Long, Integer> attempts = new HashMap<>();
    for (HistoryEvent event : events.values()) {
      if (isOutcome(event.type())) {
        HistoryEvent scheduled = back(event, Verdict::isScheduled);
        if (scheduled == null || outcomes.merge(scheduled.id(), 1, Integer::sum) > 1) {
          wrong("I2: event " + event.id() + " is one outcome too many");
        }
      }
      if (isScheduled(event.type())) {
        HistoryEvent entered = back(event,
            type -> type == HistoryEventType.TaskStateEntered);
        if (entered == null) {
          wrong("I4: no state was entered for event " + event.id());
        } else {
          attempts.merge(entered.id(), 1, Integer::sum);
        }
      }
    }
    attempts.forEach((entered, count) -> {
      Step.Call call = call(Objects.requireNonNull(events.get(entered)));
      int allowed = 1 + call.handling().retriers().stream()
          .mapToInt(Handling.Retrier::attempts).sum();
      if (count > allowed * (1 + row.redrives().count())) {
        wrong("I4: " + call.name() + " was tried " + count + " times");
      }
    });
  }

  private Step.Call call(HistoryEvent entered) {
    String name = ((EventDetails.StateEntered) entered.details()).name();
    return Objects.requireNonNull(machine.calls().get(name), name);
  }

  private @Nullable HistoryEvent back(HistoryEvent from,
      Predicate<HistoryEventType> wanted) {
    HistoryEvent event = events.get(from.previousEventId());
    while (event != null && !wanted.test(event.type())) {
      event = events.get(event.previousEventId());
    }
    return event;
  }

  private static boolean isScheduled(HistoryEventType type) {
    return switch (type) {
      case LambdaFunctionScheduled, TaskScheduled, ActivityScheduled -> true;
      default -> false;
    };
  }

  private static boolean isOutcome(HistoryEventType type) {
    return switch (type) {
      case LambdaFunctionSucceeded, TaskSucceeded, ActivitySucceeded -> true;
      default -> isFailure(type);
    };
  }

  private static boolean isFailure(HistoryEventType type) {
    return switch (type) {
      case LambdaFunctionFailed, TaskFailed, ActivityFailed, TaskSubmitFailed, TaskStartFailed,
          LambdaFunctionStartFailed ->
        true;
      default -> isTimeout(type);
    };
  }

  private static boolean isTimeout(HistoryEventType type) {
    return switch (type) {
      case LambdaFunctionTimedOut, TaskTimedOut, ActivityTimedOut -> true;
      default -> false;
    };
  }

  /** I5: by the store's true clock nothing fired before its time. */
  private void checkTimers() {
    Map<String, Step.Hold> holds = new HashMap<>();
    collect(machine.graph(), holds);
    for (HistoryEvent event : events.values()) {
      if (event.type() == HistoryEventType.WaitStateExited) {
        HistoryEvent entered = Objects
            .requireNonNull(back(event, type -> type == HistoryEventType.WaitStateEntered));
        Step.Hold hold = Objects.requireNonNull(
            holds.get(((EventDetails.StateEntered) entered.details()).name()));
        checkNotBefore(event, due(hold, entered));
      }
      if (isTimeout(event.type())) {
        HistoryEvent scheduled = Objects.requireNonNull(back(event, Verdict::isScheduled));
        Step.Call call = call(Objects.requireNonNull(
            back(event, type -> type == HistoryEventType.TaskStateEntered)));
        int seconds = Math.min(Objects.requireNonNullElse(call.timeout(), Integer.MAX_VALUE),
            Objects.requireNonNullElse(call.heartbeat(), Integer.MAX_VALUE));
        checkNotBefore(event, scheduled.timestamp().plusSeconds(seconds));
      }
      if (event.type() == HistoryEventType.ExecutionTimedOut) {
        checkNotBefore(event, row.startedAt().plusSeconds(longestLife()));
      }
    }
  }

  /** About how many seconds a scope may have to wait by what it says, one state after the other. */
  private static long waits(Graph graph) {
    long seconds = 0;
    for (Step step : graph.steps()) {
      seconds += switch (step) {
        case Step.Hold hold -> hold.seconds();
        case Step.Fork fork -> tries(fork.handling())
            * fork.branches().stream().mapToLong(Verdict::waits).sum();
        case Step.Each each -> tries(each.handling()) * MOST_ITEMS * waits(each.body());
        default -> 0;
      };
    }
    return seconds;
  }

  private static long tries(Handling handling) {
    return 1L + handling.retriers().stream().mapToInt(Handling.Retrier::attempts).sum();
  }

  private long longestLife() {
    Integer timeout = machine.timeout();
    return timeout == null ? Limits.DEFAULT.executionSeconds() : timeout;
  }

  private static Instant due(Step.Hold hold, HistoryEvent entered) {
    return switch (hold.until()) {
      case SECONDS -> entered.timestamp().plusSeconds(hold.seconds());
      case SECONDS_PATH -> entered.timestamp().plusSeconds(2);
      case JSONATA -> entered.timestamp().plusSeconds(2L + hold.seconds());
      case TIMESTAMP, PAST -> Instant.MIN;
    };
  }

  private void checkNotBefore(HistoryEvent event, Instant due) {
    Instant at = ledger.writtenAt(row.key(), event.id());
    if (at.isBefore(due)) {
      wrong("I5: event " + event.id() + " " + event.type() + " was written at " + at
          + ", due at " + due);
    }
  }

  private static void collect(Graph graph, Map<String, Step.Hold> holds) {
    for (Step step : graph.steps()) {
      switch (step) {
        case Step.Hold hold -> holds.put(hold.name(), hold);
        case Step.Fork fork -> fork.branches().forEach(branch -> collect(branch, holds));
        case Step.Each each -> collect(each.body(), holds);
        default -> {
          // Does not wait.
        }
      }
    }
  }

  private void checkAllowed() {
    String input = Codec.unpackPayload(row.input()).text();
    if (!ledger.mayHave(row.stateMachineId(), input)) {
      wrong("nobody asked for the input " + input);
    }
    switch (row.status()) {
      case RUNNING -> wrong("it never ended");
      case ABORTED -> {
        if (!ledger.wasStopped(row.key())) {
          wrong("nobody stopped it");
        }
      }
      case TIMED_OUT -> {
        if (Duration.between(row.startedAt(), row.stoppedAt()).toSeconds() < longestLife()) {
          wrong("it timed out before its time");
        }
        if (machine.timeout() == null && waits(machine.graph()) < SO_LONG_IS_ODD) {
          wrong("it came to the end of the longest life, and never had to wait that long");
        }
      }
      case SUCCEEDED, FAILED -> checkOracle(Payload.ofText(input));
    }
  }

  private void checkOracle(Payload input) {
    Oracle oracle = new Oracle(mishaps());
    Set<End> allowed = oracle.ends(machine, data(input));
    if (oracle.gaveUp()) {
      return;
    }
    End end = row.status() == ExecutionStatus.SUCCEEDED
        ? new End.Ok(data(output()), exits())
        : new End.Failed(String.valueOf(row.error()), String.valueOf(row.error()));
    boolean isAllowed = allowed.contains(end) || (end instanceof End.Ok ok
        && allowed.stream().anyMatch(one -> one instanceof End.Ok other && other.allows(ok)));
    if (!isAllowed) {
      wrong("the oracle allows " + allowed + " and not " + end);
    }
  }

  private List<String> exits() {
    return events.values().stream()
        .filter(event -> event.details() instanceof EventDetails.StateExited)
        .map(event -> ((EventDetails.StateExited) event.details()).name()).toList();
  }

  /** What has befallen each Task state that its script does not tell. */
  private Map<String, Set<String>> mishaps() {
    Map<String, Set<String>> mishaps = new HashMap<>();
    for (HistoryEvent event : events.values()) {
      if (isFailure(event.type())) {
        Step.Call call = call(Objects.requireNonNull(
            back(event, type -> type == HistoryEventType.TaskStateEntered)));
        String error = isTimeout(event.type()) ? TIMEOUT : error(event.details());
        if (!error.equals(call.script().error()) || call.script().failures() == 0) {
          checkMishap(event, error, call);
          mishaps.computeIfAbsent(call.name(), _ -> new LinkedHashSet<>()).add(error);
        }
      }
    }
    return mishaps;
  }

  private void checkMishap(HistoryEvent event, String error, Step.Call call) {
    if (isCalm && !(error.equals(TIMEOUT) && isSlow(call))) {
      wrong("nothing went wrong, and event " + event.id() + " tells of " + error);
    }
    if (!error.equals(TIMEOUT) && !error.equals(LOST) && !error.equals("Sim.Malformed")) {
      wrong("event " + event.id() + " tells of an error that nobody made: " + error);
    }
  }

  /** Whether the script alone may let it time out. */
  private static boolean isSlow(Step.Call call) {
    Integer timeout = call.timeout();
    // A job's end is seen by the next look only.
    long looks = call.kind() == Step.Call.Kind.JOB ? call.script().seconds() + USUAL_DELAY : 0;
    return timeout != null && (call.script().seconds() + looks + USUAL_DELAY >= timeout
        || (call.heartbeat() != null && call.script().isSilent()));
  }

  private static String error(EventDetails details) {
    return String.valueOf(switch (details) {
      case EventDetails.Failure failure -> failure.error();
      case EventDetails.TaskFailure failure -> failure.error();
      default -> null;
    });
  }

  private static Map<String, Object> data(Payload payload) {
    Map<String, Object> data = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(payload.tree()))
        .forEach((name, value) -> data.put(String.valueOf(name), plain(value)));
    return data;
  }

  /** Whole numbers as longs, and errors without their causes. */
  private static Object plain(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, member) -> {
          if (!"Cause".equals(name)) {
            plain.put(String.valueOf(name), plain(member));
          }
        });
        yield plain;
      }
      case List<?> list -> list.stream().map(Verdict::plain).toList();
      case Number number -> number.longValue();
      case null -> "null";
      default -> value;
    };
  }
}
