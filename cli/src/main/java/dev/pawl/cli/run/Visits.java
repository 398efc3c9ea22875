package dev.pawl.cli.run;

import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.Parent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stays in states that the events of a run tell of. */
final class Visits {
  /** Of an error and its cause; the last lines of a run tell them whole. */
  private static final int LONGEST = 120;

  /** By the ids of the events that belong to them. */
  private final Map<String, Map<Long, Visit>> byEvent = new HashMap<>();
  private final Set<Visit> open = new LinkedHashSet<>();

  /** A line about a state. */
  record Line(String text, boolean isGood) {}

  private static final class Visit {
    private final String execution;
    private final String where;
    private final String type;
    private final String name;
    private final Instant since;
    private int attempts;
    private boolean hasFailed;
    private boolean isTold;

    Visit(Execution execution, String type, String name, Instant since) {
      this.execution = execution.arn();
      this.where = execution.parent().filter(Parent.MapRun.class::isInstance)
          .map(Parent.MapRun.class::cast)
          .map(map -> map.state() + "[" + map.index() + "] ").orElse("");
      this.type = type;
      this.name = name;
      this.since = since;
    }

    Line ended(String how, Instant at, @Nullable String why, boolean isGood) {
      String attempt = attempts > 1 ? "  attempt " + attempts : "";
      return new Line("%9s  %-8s %-9s %s%s%s%s".formatted(length(since, at), type, how, where,
          name, attempt, why == null ? "" : "  " + why).replaceAll("\\p{Cntrl}", " ")
          .stripTrailing(), isGood);
    }

    @Override
    public String toString() {
      return where + name + (attempts > 1 ? " (attempt " + attempts + ")" : "");
    }
  }

  /** Takes in an event; gives what there is to show of it. */
  List<Line> take(Execution execution, HistoryEvent event) {
    Map<Long, Visit> known = byEvent.computeIfAbsent(execution.arn(), _ -> new HashMap<>());
    if (event.type().endsExecution()) {
      byEvent.remove(execution.arn());
      return end(execution.arn(), event);
    }
    List<Line> lines = new ArrayList<>();
    Visit visit = switch (event.details()) {
      case EventDetails.StateEntered entered -> enter(execution, entered.name(), event);
      case EventDetails.StateExited exited ->
        leave(execution.arn(), exited.name(), known.get(event.previousEventId()), event, lines);
      default -> known.get(event.previousEventId());
    };
    if (visit != null) {
      known.put(event.id(), visit);
      note(visit, event, lines);
    }
    return lines;
  }

  private Visit enter(Execution execution, String name, HistoryEvent event) {
    Visit visit = new Visit(execution, event.type().name().replace("StateEntered", ""), name,
        event.timestamp());
    open.add(visit);
    return visit;
  }

  private @Nullable Visit leave(String execution, String name, @Nullable Visit last,
      HistoryEvent event, List<Line> lines) {
    Visit left = left(execution, name, last);
    if (left != null) {
      open.remove(left);
      lines.add(left.ended(left.hasFailed ? "CAUGHT" : "SUCCEEDED", event.timestamp(), null,
          !left.hasFailed));
    }
    return left;
  }

  private static void note(Visit visit, HistoryEvent event, List<Line> lines) {
    visit.hasFailed |= event.type().name().matches(".*(Failed|TimedOut)");
    switch (event.details()) {
      case EventDetails.Failure failure ->
        lines.add(tried(visit, event, why(failure.error(), failure.cause())));
      case EventDetails.TaskFailure failure ->
        lines.add(tried(visit, event, why(failure.error(), failure.cause())));
      case EventDetails.FunctionScheduled _,EventDetails.TaskScheduled _,EventDetails.ActivityScheduled _ -> {
        visit.attempts++;
        visit.hasFailed = false;
        visit.isTold = false;
      }
      default -> {
        // Says nothing of how a state stands.
      }
    }
  }

  /** What an execution was at when it ended has ended with it. */
  private List<Line> end(String execution, HistoryEvent event) {
    String why = event.details() instanceof EventDetails.Failure failure
        ? why(failure.error(), failure.cause())
        : null;
    List<Line> lines = new ArrayList<>();
    for (Visit broken : List.copyOf(open)) {
      if (broken.execution.equals(execution)) {
        open.remove(broken);
        if (!broken.isTold) {
          lines.add(broken.ended(how(event.type()), event.timestamp(), why, false));
        }
      }
    }
    return lines;
  }

  /** A state with others in it is left after an event of one of those. */
  private @Nullable Visit left(String execution, String name, @Nullable Visit last) {
    if (last != null && last.name.equals(name)) {
      return last;
    }
    return open.stream()
        .filter(visit -> visit.execution.equals(execution) && visit.name.equals(name))
        .findFirst().orElse(null);
  }

  private static Line tried(Visit visit, HistoryEvent event, String why) {
    visit.isTold = true;
    return visit.ended(how(event.type()), event.timestamp(), why, false);
  }

  private static String how(HistoryEventType type) {
    return switch (type) {
      case ExecutionAborted -> "ABORTED";
      case ExecutionTimedOut, LambdaFunctionTimedOut, ActivityTimedOut, TaskTimedOut -> "TIMED_OUT";
      default -> "FAILED";
    };
  }

  private static String why(@Nullable String error, @Nullable String cause) {
    String whole = Stream.of(error, cause).filter(Objects::nonNull)
        .collect(Collectors.joining(": "));
    return whole.length() > LONGEST ? whole.substring(0, LONGEST - 1) + "…" : whole;
  }

  /** What runs now, on one line; empty where nothing does. */
  String underWay() {
    return open.isEmpty()
        ? ""
        : open.stream().map(Visit::toString).collect(Collectors.joining(", ", "… ", ""));
  }

  private static String length(Instant from, Instant to) {
    Duration length = Duration.between(from, to);
    return length.toSeconds() < 1
        ? length.toMillis() + " ms"
        : String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
  }
}
