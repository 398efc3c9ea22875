package dev.pawl.chaos;

import dev.pawl.core.asl.State;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.asl.WaitUntil;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Payload;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What must be true of each execution by itself: V2, V3, V4 and the outcomes of V5. */
final class HistoryCheck {
  /** The retries of the load's definitions: 1 s, and half as much again each time, at most 8 s. */
  private static final double FIRST_RETRY = 1;
  private static final double BACKOFF = 1.5;
  private static final double LONGEST_RETRY = 8;

  private final Stored stored;
  private final Findings findings;
  private final List<HistoryEvent> events;
  private final Map<Long, HistoryEvent> byId = new HashMap<>();
  private final Map<Long, Instant> committed = new HashMap<>();

  HistoryCheck(Stored stored, Findings findings) {
    this.stored = stored;
    this.findings = findings;
    this.events = stored.events();
    for (Stored.Segment segment : stored.segments()) {
      for (HistoryEvent event : segment.events()) {
        byId.put(event.id(), event);
        if (segment.committedAt() != null) {
          committed.put(event.id(), segment.committedAt());
        }
      }
    }
  }

  void run() {
    if (numbers()) {
      end();
      state();
      timers();
      outcomes();
    }
  }

  private void violation(Verdict verdict, Instant at, String text) {
    findings.violation(verdict, at, stored.execution().arn() + " (" + stored.execution().id()
        + ") " + text);
  }

  private Instant startedAt() {
    return stored.execution().startedAt();
  }

  /** V2; whether the rest can be looked at. */
  private boolean numbers() {
    findings.count(Verdict.V2, "executions", 1);
    findings.count(Verdict.V2, "events", events.size());
    long next = 1;
    for (Stored.Segment segment : stored.segments()) {
      boolean isOne = segment.first() == next
          && segment.last() == segment.first() + segment.events().size() - 1;
      if (!isOne) {
        findings.count(Verdict.V2, segment.first() < next ? "duplicates" : "gaps", 1);
        violation(Verdict.V2, startedAt(), "has events " + segment.first() + " to "
            + segment.last() + " where " + next + " is expected");
        return false;
      }
      for (HistoryEvent event : segment.events()) {
        if (event.id() != next++ || event.previousEventId() >= event.id()) {
          violation(Verdict.V2, event.timestamp(), "has event " + event.id() + " after "
              + event.previousEventId() + " as number " + (next - 1));
          return false;
        }
      }
    }
    return terminals();
  }

  private boolean terminals() {
    for (int i = 0; i < events.size() - 1; i++) {
      if (events.get(i).type().endsExecution()
          && events.get(i + 1).type() != HistoryEventType.ExecutionRedriven) {
        violation(Verdict.V2, events.get(i).timestamp(),
            "goes on after its end, event " + events.get(i).id());
        return false;
      }
    }
    if (events.isEmpty() || events.getLast().type().endsExecution() == stored.isRunning()) {
      violation(Verdict.V2, startedAt(), "is " + stored.status() + " after "
          + (events.isEmpty() ? "no event" : events.getLast().type()));
      return false;
    }
    return true;
  }

  private void mismatch(String text) {
    findings.count(Verdict.V3, "mismatches", 1);
    violation(Verdict.V3, events.getLast().timestamp(), text);
  }

  /** V3: the row of an execution that has ended. */
  private void end() {
    findings.count(Verdict.V3, "mismatches", 0);
    if (stored.isRunning()) {
      return;
    }
    HistoryEvent last = events.getLast();
    String status = switch (last.type()) {
      case ExecutionSucceeded -> "SUCCEEDED";
      case ExecutionFailed -> "FAILED";
      case ExecutionAborted -> "ABORTED";
      default -> "TIMED_OUT";
    };
    Payload output = last.details() instanceof EventDetails.Output(Payload value) ? value : null;
    EventDetails.Failure failure = last.details() instanceof EventDetails.Failure found
        ? found
        : new EventDetails.Failure(null, null);
    if (!status.equals(stored.status()) || !Objects.equals(output, stored.output())
        || !Objects.equals(failure.error(), stored.error())
        || !Objects.equals(failure.cause(), stored.cause())) {
      mismatch("is " + stored.status() + " with another end than its last event, " + last.type());
    }
    if (stored.stoppedAt() == null
        || !stored.stoppedAt().truncatedTo(ChronoUnit.MILLIS).equals(last.timestamp())) {
      mismatch("stopped at " + stored.stoppedAt() + " and its last event is of "
          + last.timestamp());
    }
    if (stored.leftovers() > 0) {
      mismatch("has ended and left " + stored.leftovers() + " rows");
    }
  }

  /** V3: the state of an open one, and that there is one. */
  private void state() {
    if (stored.isRunning() != (stored.state() != null)) {
      mismatch("is " + stored.status() + " with" + (stored.isRunning() ? "out" : "")
          + " a row of an open execution");
      return;
    }
    if (stored.state() != null && stored.nextEvent() != events.size() + 1) {
      mismatch("would number its next event " + stored.nextEvent() + " after " + events.size());
    }
    findings.count(Verdict.V3, "folded", 1);
    FoldCheck.difference(stored).ifPresent(this::mismatch);
  }

  /** V4: nothing that waits for a time happens before it. */
  private void timers() {
    findings.count(Verdict.V4, "early", 0);
    for (HistoryEvent event : events) {
      switch (event.type()) {
        case WaitStateExited -> waited(event);
        case TaskTimedOut -> timedOut(event);
        case TaskScheduled, LambdaFunctionScheduled -> retried(event);
        default -> {
          // The others wait for no time.
        }
      }
    }
  }

  private void waited(HistoryEvent exit) {
    // After a redrive the time counts from there.
    Optional<HistoryEvent> from = before(exit, event -> event
        .type() == HistoryEventType.WaitStateEntered
        || event.type() == HistoryEventType.ExecutionRedriven);
    Optional<HistoryEvent> entered = before(exit,
        event -> event.type() == HistoryEventType.WaitStateEntered);
    if (from.isPresent() && entered.isPresent()
        && entered.get()
            .details() instanceof EventDetails.StateEntered(String name, Payload input)) {
      seconds(stored.machine().state(name), input).ifPresent(
          seconds -> due(exit, from.get().timestamp().plusSeconds(seconds), "the Wait " + name));
    }
  }

  private static Optional<Long> seconds(State state, Payload input) {
    return state instanceof WaitState wait ? switch (wait.until()) {
      case WaitUntil.Seconds(long seconds) -> Optional.of(seconds);
      case WaitUntil.ComputedSeconds _ -> input.tree() instanceof Map<?, ?> members
          && members.get("seconds") instanceof Number number
              ? Optional.of(number.longValue())
              : Optional.empty();
      default -> Optional.empty();
    } : Optional.empty();
  }

  private void timedOut(HistoryEvent event) {
    before(event, found -> found.type() == HistoryEventType.TaskScheduled).ifPresent(scheduled -> {
      if (scheduled.details() instanceof EventDetails.TaskScheduled details) {
        long timeout = details.timeoutInSeconds() == null
            ? Long.MAX_VALUE
            : details.timeoutInSeconds();
        long heartbeat = details.heartbeatInSeconds() == null
            ? Long.MAX_VALUE
            : details.heartbeatInSeconds();
        due(event, scheduled.timestamp().plusSeconds(Math.min(timeout, heartbeat)), "a timeout");
      }
    });
  }

  private void retried(HistoryEvent scheduled) {
    HistoryEvent failed = byId.get(scheduled.previousEventId());
    if (failed == null || !isFailure(failed.type()) || isRedriven(failed, scheduled)) {
      return;
    }
    int failures = 0;
    for (HistoryEvent event = failed; event != null && !isBeginning(event.type()); event = byId
        .get(event.previousEventId())) {
      if (isFailure(event.type())) {
        failures++;
      }
    }
    double seconds = Math.min(LONGEST_RETRY, FIRST_RETRY * Math.pow(BACKOFF, failures - 1));
    due(scheduled, failed.timestamp().plusMillis((long) (seconds * 1_000)), "a retry");
  }

  /** What a redrive does again points to the failure, and waits for nothing. */
  private boolean isRedriven(HistoryEvent failed, HistoryEvent scheduled) {
    return events.subList((int) failed.id(), (int) scheduled.id()).stream()
        .anyMatch(event -> event.type() == HistoryEventType.ExecutionRedriven);
  }

  private static boolean isBeginning(HistoryEventType type) {
    return type == HistoryEventType.TaskStateEntered
        || type == HistoryEventType.ExecutionRedriven;
  }

  private static boolean isFailure(HistoryEventType type) {
    return switch (type) {
      case TaskFailed, TaskTimedOut, TaskStartFailed, TaskSubmitFailed, LambdaFunctionFailed,
          LambdaFunctionTimedOut, LambdaFunctionStartFailed, LambdaFunctionScheduleFailed ->
        true;
      default -> false;
    };
  }

  private void due(HistoryEvent event, Instant due, String what) {
    findings.count(Verdict.V4, "timers", 1);
    Instant commit = committed.get(event.id());
    if (event.timestamp().isBefore(due) || (commit != null && commit.isBefore(due))) {
      findings.count(Verdict.V4, "early", 1);
      violation(Verdict.V4, due, what + ", due at " + due + ", was over at " + event.timestamp()
          + " and committed at " + commit);
    }
    findings.lateness(Duration.between(due, event.timestamp()));
  }

  /** V5: an attempt has one outcome. */
  private void outcomes() {
    Map<Long, List<HistoryEvent>> outcomes = new HashMap<>();
    for (HistoryEvent event : events) {
      if (isFailure(event.type()) || isResult(event.type())) {
        before(event, HistoryCheck::isScheduled).ifPresent(scheduled -> outcomes
            .computeIfAbsent(scheduled.id(), _ -> new ArrayList<>()).add(event));
      }
    }
    findings.count(Verdict.V7, "applied", 0);
    outcomes.forEach((scheduled, found) -> {
      if (found.size() > 1) {
        findings.count(Verdict.V7, "applied", found.size() - 1L);
        violation(Verdict.V5, found.getLast().timestamp(), "has " + found.size()
            + " outcomes of the attempt that event " + scheduled + " scheduled");
      }
    });
  }

  static boolean isScheduled(HistoryEvent event) {
    return event.type() == HistoryEventType.TaskScheduled
        || event.type() == HistoryEventType.LambdaFunctionScheduled;
  }

  static boolean isResult(HistoryEventType type) {
    return type == HistoryEventType.TaskSucceeded
        || type == HistoryEventType.LambdaFunctionSucceeded;
  }

  /** The nearest one before an event in its line of control. */
  private Optional<HistoryEvent> before(HistoryEvent event, Predicate<HistoryEvent> isIt) {
    @Nullable
    HistoryEvent found = byId.get(event.previousEventId());
    while (found != null && !isIt.test(found)) {
      found = byId.get(found.previousEventId());
    }
    return Optional.ofNullable(found);
  }
}
