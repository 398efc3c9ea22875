package dev.pawl.core.interpreter;

import dev.pawl.core.asl.Catcher;
import dev.pawl.core.asl.ChoiceRule;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.interpreter.HistoryLine.Call;
import dev.pawl.core.interpreter.HistoryLine.Departure;
import dev.pawl.core.interpreter.HistoryLine.Failure;
import dev.pawl.core.interpreter.HistoryLine.Fork;
import dev.pawl.core.interpreter.HistoryLine.Phase;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds where an execution stands from its history alone: each event belongs to one line of control, which
 * {@code previousEventId} names. After ExecutionRedriven all lines stand where the execution broke off, their
 * states' work to be done again, with what had succeeded kept.
 *
 * <p>What a history does not tell, and what is put in its place: how long a jittered retry waits (the longest
 * it may); heartbeats, and an activity's claim by the database's clock (by the event's time); an answer that
 * came before its call's own (none); whether what a redrive had done again has failed without a trace, as long as
 * nothing else has happened since (it has not); which of its names a missed heartbeat had (States.Timeout); whether the
 * last state's ResultPath conflict was caught just before the execution was cut off (it counts as finished). Where a state
 * leads that was left but not followed by another is found by its definition again, and so are the input of a
 * branch or iteration that has not entered a state, a Map's items and the end of a wait: by the clock of that
 * time, but with other random numbers.
 */
public final class HistoryFold {
  private final StateMachine machine;
  private final Execution execution;
  private final HistoryRebuilding rebuilding;
  private final Map<Long, List<HistoryLine>> byLast = new HashMap<>();

  /** The last MapRunSucceeded event; MapStateSucceeded follows it at once. */
  private long succeededMapRun = -1;
  private final Limits limits;
  private @Nullable HistoryLine root;
  private Instant begunAt;
  private long lastEvent;
  private int nextSeq = 1;
  private int nextFrame = 1;
  private @Nullable EventDetails end;

  private HistoryFold(StateMachine machine, Execution execution, Surroundings around) {
    this.machine = machine;
    this.limits = around.limits();
    this.execution = execution;
    this.rebuilding = new HistoryRebuilding(machine, execution, around);
    this.begunAt = execution.startedAt();
  }

  /**
   * Where an execution stands.
   *
   * @param state without frames where the execution has ended
   * @param kept the outputs of finished branches and iterations, by fork and index
   */
  public record Rebuilt(ExecutionState state, Map<Integer, Map<Integer, Payload>> kept) {}

  /**
   * Rebuilds an execution's state as it is after a burst.
   *
   * @param history tells all events
   * @param around for the fields that have to be computed again; its time is not asked for
   * @throws IllegalStateException where the events are not the history of such an execution
   */
  public static Rebuilt of(StateMachine machine, Execution execution,
      Surroundings.History history, Surroundings around) {
    var fold = new HistoryFold(machine, execution, around);
    history.tell(fold::apply);
    return fold.rebuilt();
  }

  private Rebuilt rebuilt() {
    List<Frame> frames = new ArrayList<>();
    Map<Integer, Map<Integer, Payload>> kept = new HashMap<>();
    if (root != null && end == null) {
      rebuilding.rebuild(root, frames, kept);
    }
    frames.sort(Comparator.comparingInt(Frame::id));
    return new Rebuilt(
        new ExecutionState(lastEvent + 1, nextSeq, nextFrame,
            Interpreter.timeoutAt(machine, begunAt, limits), frames),
        kept);
  }

  private void apply(HistoryEvent event) {
    lastEvent = event.id();
    rebuilding.justRedriven = event.type() == HistoryEventType.ExecutionRedriven;
    switch (event.type()) {
      case ExecutionStarted -> started(event);
      case ExecutionRedriven -> redriven(event);
      case ExecutionSucceeded, ExecutionFailed, ExecutionTimedOut, ExecutionAborted ->
        end = event.details();
      case PassStateEntered, TaskStateEntered, ChoiceStateEntered, WaitStateEntered,
          SucceedStateEntered, FailStateEntered, ParallelStateEntered, MapStateEntered ->
        entered(event, (EventDetails.StateEntered) event.details());
      case PassStateExited, TaskStateExited, ChoiceStateExited, WaitStateExited,
          SucceedStateExited, ParallelStateExited, MapStateExited ->
        exited(event, (EventDetails.StateExited) event.details());
      case LambdaFunctionScheduled, ActivityScheduled, TaskScheduled -> scheduled(event);
      case ActivityStarted -> claimed(event);
      case TaskSubmitted -> {
        HistoryLine line = task(event);
        Call call = Objects.requireNonNull(line.call);
        line.call = new Call(call.deadline(), call.due(), call.timeoutSeconds(), true);
        moved(line, event);
      }
      case LambdaFunctionStarted, TaskStarted -> moved(task(event), event);
      case LambdaFunctionSucceeded, ActivitySucceeded, TaskSucceeded -> {
        HistoryLine line = task(event);
        line.call = null;
        moved(line, event);
      }
      case LambdaFunctionFailed, LambdaFunctionTimedOut, LambdaFunctionScheduleFailed,
          LambdaFunctionStartFailed, ActivityFailed, ActivityTimedOut, ActivityScheduleFailed,
          TaskFailed, TaskTimedOut, TaskStartFailed, TaskSubmitFailed ->
        taskFailed(event);
      case EvaluationFailed -> evaluationFailed(event,
          (EventDetails.EvaluationFailed) event.details());
      case ParallelStateStarted -> {
        HistoryLine line = forking(event, ParallelState.class);
        List<StateGraph> branches = ((ParallelState) state(line)).branches();
        Fork fork = fork(line, event, branches.size());
        for (int index = 0; index < branches.size(); index++) {
          child(line, fork, index, branches.get(index).startAt(), event);
        }
        fork.next = branches.size();
      }
      case MapStateStarted -> {
        HistoryLine line = forking(event, MapState.class);
        if (DistributedMaps.is(state(line))) {
          line.mapRun = null;
          moved(line, event);
        } else {
          fork(line, event, ((EventDetails.MapStateStarted) event.details()).length());
        }
      }
      case MapIterationStarted -> iterationStarted(event,
          (EventDetails.MapIteration) event.details());
      case MapIterationSucceeded -> {
        HistoryLine child = iteration(event, (EventDetails.MapIteration) event.details());
        child.phase = Phase.FINISHED;
        moved(Objects.requireNonNull(child.parent), event);
      }
      case MapRunStarted -> mapRunBegun(event,
          ((EventDetails.MapRunStarted) event.details()).mapRunArn(), 0);
      case MapRunRedriven -> {
        var redriven = (EventDetails.MapRunRedriven) event.details();
        mapRunBegun(event, redriven.mapRunArn(), redriven.redriveCount());
      }
      case MapRunFailed -> mapRunFailed(event, (EventDetails.Failure) event.details());
      // The Exited event points to MapRunStarted: the line stays there.
      case MapRunSucceeded -> {
        mapping(event).mapRun = null;
        succeededMapRun = event.id();
      }
      case ParallelStateSucceeded, MapStateSucceeded -> joined(event);
      case ParallelStateFailed -> forkFailed(event, ParallelState.class);
      case MapStateFailed -> forkFailed(event, MapState.class);
      case MapIterationFailed, MapIterationAborted, TaskStateAborted, WaitStateAborted,
          ParallelStateAborted, MapStateAborted, MapRunAborted -> {
        // What else is cut short when a state fails follows from the failure.
      }
    }
  }

  // --- the execution ---

  private void started(HistoryEvent event) {
    root = new HistoryLine(nextFrame++, null, 0, machine.graph().startAt(), 0, event.timestamp());
    root.input = execution.input();
    byLast.computeIfAbsent(0L, _ -> new ArrayList<>()).add(root);
  }

  private void redriven(HistoryEvent event) {
    HistoryLine top = Objects.requireNonNull(root);
    begunAt = event.timestamp();
    if (end instanceof EventDetails.Failure(String error, String _)
        && StatesError.DATA_LIMIT_EXCEEDED.equals(error)) {
      forget(top.fork);
      top.fork = null;
      top.mapRun = null;
    }
    end = null;
    List<HistoryLine> lines = new ArrayList<>();
    collect(top, lines);
    lines.sort(Comparator.comparingInt(line -> line.id));
    lines.forEach(line -> resume(line, event.timestamp()));
  }

  private static void collect(HistoryLine line, List<HistoryLine> lines) {
    lines.add(line);
    if (line.fork != null) {
      line.fork.children.values().stream()
          .filter(child -> child.phase != Phase.FINISHED)
          .forEach(child -> collect(child, lines));
    }
  }

  /** Retries count anew, and a task has a new number, so that its tokens are new ones, too. */
  private void resume(HistoryLine line, Instant at) {
    if (line.phase != Phase.AT) {
      return;
    }
    Visit visit = line.visit();
    line.visit = new Visit(visit.input(), visit.enteredAt(), visit.enteredEvent(),
        visit.previousEvent(), Collections.nCopies(visit.retries().size(), 0),
        visit.seq() == 0 ? 0 : nextSeq++);
    Fork fork = line.fork;
    line.begins();
    line.fork = fork;
    line.lastAt = at;
    line.resumed = fork == null;
    if (fork != null) {
      fork.joined = false;
    }
  }

  // --- states ---

  private void entered(HistoryEvent event, EventDetails.StateEntered details) {
    HistoryLine line = at(event, candidate -> candidate.mayEnter(details.name()));
    State state = machine.state(details.name());
    line.phase = Phase.AT;
    line.state = details.name();
    line.departure = null;
    line.input = null;
    line.output = null;
    line.mapRun = null;
    line.begins();
    line.visit = new Visit(details.input(), event.timestamp(), event.id(),
        event.previousEventId(),
        Collections.nCopies(Lines.handlingOf(state).retriers().size(), 0),
        state instanceof TaskState ? nextSeq++ : 0);
    moved(line, event);
  }

  private void exited(HistoryEvent event, EventDetails.StateExited details) {
    HistoryLine line = at(event,
        candidate -> candidate.phase == Phase.AT && candidate.state.equals(details.name()));
    Map<String, Payload> before = line.variables;
    Map<String, Payload> assigned = details.assignedVariables();
    if (assigned != null) {
      var variables = new LinkedHashMap<>(before);
      variables.putAll(assigned);
      line.variables = variables;
    }
    Failure failure = line.failure;
    forget(line.fork);
    line.begins();
    State left = machine.state(details.name());
    Optional<String> next = failure == null
        ? next(left)
        : Failures.catcherFor(left, failure.kind()).map(Catcher::next);
    line.departure = new Departure(line.visit(), before, candidates(left), next.orElse(null));
    boolean isFinished = failure == null && next.isEmpty() && !(left instanceof ChoiceState);
    line.phase = isFinished ? Phase.FINISHED : Phase.ENTERING;
    line.input = details.output();
    line.output = isFinished ? details.output() : null;
    moved(line, event);
    if (isFinished && line.parent != null
        && machine.state(line.parent.state) instanceof ParallelState) {
      moved(line.parent, event);
    }
  }

  private static Optional<String> next(State state) {
    Optional<Transition> transition = switch (state) {
      case PassState pass -> Optional.of(pass.transition());
      case TaskState task -> Optional.of(task.transition());
      case WaitState wait -> Optional.of(wait.transition());
      case ParallelState parallel -> Optional.of(parallel.transition());
      case MapState map -> Optional.of(map.transition());
      case ChoiceState _,SucceedState _,FailState _ -> Optional.empty();
    };
    return transition.flatMap(to -> to instanceof Transition.Next(String name)
        ? Optional.of(name)
        : Optional.empty());
  }

  private static List<String> candidates(State state) {
    Stream<String> others = state instanceof ChoiceState choice
        ? Stream.concat(choice.rules().stream().map(ChoiceRule::next),
            choice.defaultState().stream())
        : Lines.handlingOf(state).catchers().stream().map(Catcher::next);
    return Stream.concat(next(state).stream(), others).toList();
  }

  private void evaluationFailed(HistoryEvent event, EventDetails.EvaluationFailed details) {
    HistoryLine line = byLast.values().stream().flatMap(List::stream)
        .filter(candidate -> candidate.phase == Phase.AT
            && candidate.state.equals(details.state())
            && (candidate.visit().previousEvent() == event.previousEventId()
                || candidate.visit().enteredEvent() == event.previousEventId()))
        .findFirst().orElseThrow(() -> lost(event));
    Failure before = line.failure != null || line.fork == null
        ? line.failure
        : anyFailure(line.fork);
    if (before != null) {
      retried(line, before);
      forget(line.fork);
      line.begins();
    }
    line.call = null;
    line.failure = new Failure(Objects.requireNonNullElse(details.error(),
        StatesError.QUERY_EVALUATION_ERROR), event.timestamp(), event.id());
    moved(line, event);
  }

  // --- tasks ---

  private HistoryLine task(HistoryEvent event) {
    return at(event, line -> line.phase == Phase.AT && state(line) instanceof TaskState);
  }

  private void scheduled(HistoryEvent event) {
    HistoryLine line = task(event);
    if (!line.resumed && line.last != line.visit().enteredEvent()) {
      retried(line, line.failure);
    }
    line.begins();
    line.call = switch (event.details()) {
      case EventDetails.ActivityScheduled activity ->
        new Call(null, null, activity.timeoutInSeconds(), true);
      case EventDetails.TaskScheduled task -> call(event, task.timeoutInSeconds(),
          task.heartbeatInSeconds());
      case EventDetails.FunctionScheduled function ->
        call(event, function.timeoutInSeconds(), null);
      default -> throw lost(event);
    };
    moved(line, event);
  }

  private static Call call(HistoryEvent event, @Nullable Long timeout, @Nullable Long heartbeat) {
    Instant deadline = event.timestamp().plusSeconds(Tasks.seconds(timeout));
    Instant silent = event.timestamp().plusSeconds(Tasks.seconds(heartbeat));
    return new Call(deadline, silent.isBefore(deadline) ? silent : deadline, timeout, false);
  }

  private void claimed(HistoryEvent event) {
    HistoryLine line = task(event);
    Long timeout = Objects.requireNonNull(line.call).timeoutSeconds();
    Instant deadline = event.timestamp().plusSeconds(Tasks.seconds(timeout));
    line.call = new Call(deadline, deadline, timeout, true);
    moved(line, event);
  }

  private void taskFailed(HistoryEvent event) {
    HistoryLine line = task(event);
    String error = switch (event.details()) {
      case EventDetails.Failure failure -> failure.error();
      case EventDetails.TaskFailure failure -> failure.error();
      default -> throw lost(event);
    };
    line.call = null;
    line.failure = new Failure(Objects.requireNonNullElse(error, StatesError.TASK_FAILED),
        event.timestamp(), event.id());
    moved(line, event);
  }

  // --- branches and iterations ---

  /**
   * The line whose Map or Parallel forks: the one that the event points to, or, where that one is a failed
   * branch or iteration, the one around it.
   */
  private HistoryLine forking(HistoryEvent event, Class<? extends State> type) {
    HistoryLine own = ownOrAround(event, type);
    if (!own.resumed && own.last != own.visit().enteredEvent()) {
      retried(own, failureOf(own, event.previousEventId()));
    }
    forget(own.fork);
    own.begins();
    return own;
  }

  private HistoryLine ownOrAround(HistoryEvent event, Class<? extends State> type) {
    List<HistoryLine> pointedTo = byLast.getOrDefault(event.previousEventId(), List.of());
    for (HistoryLine line : pointedTo) {
      if (line.phase == Phase.AT && type.isInstance(state(line)) && !line.saysFailed) {
        return line;
      }
    }
    for (HistoryLine line : pointedTo) {
      if (line.parent != null && type.isInstance(state(line.parent))) {
        return line.parent;
      }
    }
    throw lost(event);
  }

  private void forkFailed(HistoryEvent event, Class<? extends State> type) {
    HistoryLine line = ownOrAround(event, type);
    Failure failure = failureOf(line, event.previousEventId());
    line.failure = new Failure(
        failure == null ? StatesError.REFERENCE_PATH_CONFLICT : failure.kind(), event.timestamp(),
        event.id());
    line.saysFailed = true;
    moved(line, event);
  }

  /** Of a Distributed Map it says no more than the Map run's own event before it. */
  private void joined(HistoryEvent event) {
    if (event.previousEventId() != succeededMapRun) {
      Objects.requireNonNull(
          at(event, line -> line.fork != null && line.phase == Phase.AT).fork).joined = true;
    }
  }

  private HistoryLine mapping(HistoryEvent event) {
    return at(event, line -> line.phase == Phase.AT && DistributedMaps.is(state(line)));
  }

  private void mapRunBegun(HistoryEvent event, String arn, int redrives) {
    HistoryLine line = mapping(event);
    line.begins();
    line.mapRun = DistributedMaps.id(arn);
    line.mapRunRedrives = redrives;
    moved(line, event);
  }

  /** A redriven execution redrives the Map run. */
  private void mapRunFailed(HistoryEvent event, EventDetails.Failure details) {
    HistoryLine line = mapping(event);
    line.failure = new Failure(
        Objects.requireNonNullElse(details.error(), StatesError.TASK_FAILED), event.timestamp(),
        event.id());
    moved(line, event);
  }

  /** What failed a Map or Parallel: itself, or the branch or iteration whose last event is the failing one. */
  private @Nullable Failure failureOf(HistoryLine line, long failing) {
    if (line.failure != null || line.fork == null) {
      return line.failure;
    }
    return line.fork.children.values().stream()
        .filter(child -> child.last == failing && child.phase == Phase.AT)
        .map(rebuilding::settle)
        .filter(Objects::nonNull)
        .findFirst().orElse(null);
  }

  private @Nullable Failure anyFailure(Fork fork) {
    return fork.children.values().stream().map(rebuilding::settle).filter(Objects::nonNull)
        .findFirst().orElse(null);
  }

  /** Counts a retry; a failure without an event of its own is a conflict of reference paths. */
  private void retried(HistoryLine line, @Nullable Failure failure) {
    String kind = failure == null ? StatesError.REFERENCE_PATH_CONFLICT : failure.kind();
    Failures.retrierFor(state(line), line.visit(), kind)
        .ifPresent(retrier -> line.visit = line.visit().retriedBy(retrier));
  }

  private Fork fork(HistoryLine line, HistoryEvent event, int total) {
    Fork fork = new Fork(nextFrame++, total, event.timestamp());
    line.fork = fork;
    moved(line, event);
    return fork;
  }

  private void child(HistoryLine line, Fork fork, int index, String startAt, HistoryEvent event) {
    var child = new HistoryLine(nextFrame++, line, index, startAt, event.id(), event.timestamp());
    fork.children.put(index, child);
    byLast.computeIfAbsent(event.id(), _ -> new ArrayList<>()).add(child);
  }

  private void iterationStarted(HistoryEvent event, EventDetails.MapIteration details) {
    HistoryLine line = byLast.getOrDefault(event.previousEventId(), List.of()).stream()
        .<HistoryLine>mapMulti((found, consumer) -> {
          if (found.phase == Phase.AT && found.state.equals(details.name())) {
            consumer.accept(found);
          } else if (found.parent != null && found.parent.state.equals(details.name())) {
            consumer.accept(found.parent);
          }
        })
        .findFirst().orElseThrow(() -> lost(event));
    Fork fork = Objects.requireNonNull(line.fork);
    child(line, fork, details.index(), ((MapState) state(line)).processor().startAt(), event);
    fork.next = details.index() + 1;
  }

  private HistoryLine iteration(HistoryEvent event, EventDetails.MapIteration details) {
    return at(event, line -> line.parent != null && line.index == details.index()
        && line.parent.state.equals(details.name()));
  }

  // --- lines by their last events ---

  private State state(HistoryLine line) {
    return machine.state(line.state);
  }

  private HistoryLine at(HistoryEvent event, Predicate<HistoryLine> isIt) {
    return byLast.getOrDefault(event.previousEventId(), List.of()).stream().filter(isIt)
        .findFirst().orElseThrow(() -> lost(event));
  }

  private void moved(HistoryLine line, HistoryEvent event) {
    drop(line);
    line.last = event.id();
    line.lastAt = event.timestamp();
    byLast.computeIfAbsent(line.last, _ -> new ArrayList<>()).add(line);
  }

  private void drop(HistoryLine line) {
    List<HistoryLine> lines = byLast.get(line.last);
    if (lines != null && lines.remove(line) && lines.isEmpty()) {
      byLast.remove(line.last);
    }
  }

  private void forget(@Nullable Fork fork) {
    if (fork != null) {
      fork.children.values().forEach(child -> {
        drop(child);
        forget(child.fork);
      });
    }
  }

  private IllegalStateException lost(HistoryEvent event) {
    return new IllegalStateException(
        "event " + event.id() + " of " + execution.arn() + ", " + event.type()
            + ", belongs to no line of control");
  }
}
