package dev.pawl.core.interpreter;

import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.interpreter.HistoryLine.Departure;
import dev.pawl.core.interpreter.HistoryLine.Failure;
import dev.pawl.core.interpreter.HistoryLine.Fork;
import dev.pawl.core.interpreter.HistoryLine.Phase;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Makes frames of the lines that a history tells of, computing again what it does not tell. */
final class HistoryRebuilding {
  private final StateMachine machine;
  private final Execution execution;
  private final Surroundings around;

  /** Whether nothing has happened since a redrive; the first burst after it begins all work again. */
  boolean justRedriven;

  HistoryRebuilding(StateMachine machine, Execution execution, Surroundings around) {
    this.machine = machine;
    this.execution = execution;
    this.around = around;
  }

  void rebuild(HistoryLine root, List<Frame> frames, Map<Integer, Map<Integer, Payload>> kept) {
    if (settle(root) != null) {
      throw new IllegalStateException(
          "the history of " + execution.arn() + " does not tell how its failure went on");
    }
    add(root, frames, kept);
  }

  // --- failures ---

  /**
   * Finds the retries that failures have led to.
   *
   * @return the failure that no Retry of the line takes, so that it fails what is around it; null where there is none
   */
  @Nullable
  Failure settle(HistoryLine line) {
    line.retry = null;
    line.retried = null;
    if (line.phase != Phase.AT) {
      return null;
    }
    Failure failure = failureOf(line);
    if (failure == null) {
      return null;
    }
    OptionalInt retrier = Failures.retrierFor(state(line), line.visit(), failure.kind());
    if (retrier.isEmpty()) {
      return failure;
    }
    int place = retrier.getAsInt();
    double seconds = Failures.longestDelay(
        Lines.handlingOf(state(line)).retriers().get(place), line.visit().retries().get(place));
    line.retried = failure;
    line.retry = new Position.BackingOff(line.visit().retriedBy(place),
        failure.at().plus(Duration.ofMillis(Math.round(seconds * 1000))));
    return null;
  }

  private @Nullable Failure failureOf(HistoryLine line) {
    if (line.failure != null || (line.resumed && justRedriven)) {
      return line.failure;
    }
    if (line.fork != null && !line.fork.joined) {
      return line.fork.children.values().stream().map(this::settle).filter(Objects::nonNull)
          .findFirst().orElse(null);
    }
    return switch (state(line)) {
      case WaitState _ -> null;
      case TaskState _ when line.call != null -> null;
      case MapState map when DistributedMaps.is(map) -> null;
      case FailState fail -> new Failure(kind(line, fail), line.lastAt, line.last);
      default -> new Failure(StatesError.REFERENCE_PATH_CONFLICT, line.lastAt, line.last);
    };
  }

  private String kind(HistoryLine line, FailState fail) {
    Frame frame = frame(line, new Position.BackingOff(line.visit(), line.lastAt));
    List<Frame> lines = new ArrayList<>();
    for (HistoryLine outer = line.parent; outer != null; outer = outer.parent) {
      lines.add(frame(outer, new Position.BackingOff(outer.visit(), line.lastAt)));
    }
    Scope scope = burst(line.lastAt, lines, frame).scope(frame, line.visit(), fail);
    return FailStep.enter(fail, scope) instanceof Step.Fail(StatesError error)
        && error.name() != null ? error.name() : StatesError.TASK_FAILED;
  }

  // --- frames ---

  private void add(HistoryLine line, List<Frame> frames, Map<Integer, Map<Integer, Payload>> kept) {
    switch (line.phase) {
      case FINISHED -> {
        // Its output is kept; the line is gone.
      }
      case ENTERING -> frames.add(entering(line, frames));
      case AT -> at(line, frames, kept);
    }
  }

  private Frame entering(HistoryLine line, List<Frame> frames) {
    Payload input = Objects.requireNonNull(line.input);
    Departure departure = line.departure;
    String next = departure == null
        ? line.state
        : departure.likely() != null
            ? departure.likely()
            : machine.state(line.state) instanceof ChoiceState choice
                ? chosen(line, departure, choice, frames)
                : departure.candidates().getFirst();
    return new Frame(line.id, parent(line), line.index, next, line.last, line.variables,
        new Position.Entering(input));
  }

  private String chosen(HistoryLine line, Departure departure, ChoiceState choice,
      List<Frame> frames) {
    Frame before = new Frame(line.id, parent(line), line.index, choice.name(), line.last,
        departure.variables(), new Position.BackingOff(departure.visit(), line.lastAt));
    Scope scope = burst(line.lastAt, frames, before).scope(before, departure.visit(), choice);
    return ChoiceStep.enter(choice, scope) instanceof Step.Leave leave
        && leave.transition() instanceof Transition.Next(String next)
            ? next
            : departure.candidates().getFirst();
  }

  private void at(HistoryLine line, List<Frame> frames, Map<Integer, Map<Integer, Payload>> kept) {
    if (line.retry != null && line.retried != null) {
      frames.add(frame(line, line.retry).after(line.retried.event()));
      return;
    }
    switch (state(line)) {
      case WaitState wait -> frames.add(frame(line, waiting(line, wait, frames)));
      case TaskState _ when line.call != null -> frames.add(frame(line,
          new Position.Running(line.visit(), line.visit().retryCount(), line.call.deadline(),
              line.call.due(), line.call.submitted(), null, null)));
      case State _ when line.fork != null -> addFork(line, line.fork, frames, kept);
      case MapState _ when line.mapRun != null -> frames.add(frame(line,
          new Position.Mapping(line.visit(), line.mapRun, line.mapRunRedrives)));
      default -> frames.add(frame(line, again(line)));
    }
  }

  /** The state's work is to be done, and at once. */
  private static Position again(HistoryLine line) {
    return new Position.BackingOff(line.visit(), line.lastAt);
  }

  /** One that ends in the past is over; one whose end cannot be computed shows that when it is done again. */
  private Position waiting(HistoryLine line, WaitState wait, List<Frame> frames) {
    Frame frame = frame(line, again(line));
    Scope scope = burst(line.lastAt, frames, frame).scope(frame, line.visit(), wait);
    return switch (WaitStep.enter(wait, scope)) {
      case Step.Hold(Instant until) -> new Position.Waiting(line.visit(), until);
      case Step.Leave _ -> new Position.Waiting(line.visit(), line.lastAt);
      default -> again(line);
    };
  }

  /** Where its inputs cannot be computed again as they were, the whole state starts over. */
  private void addFork(HistoryLine line, Fork fork, List<Frame> frames,
      Map<Integer, Map<Integer, Payload>> kept) {
    Frame frame = frame(line, again(line));
    Position.Forked forked = forked(line, fork, burst(fork.startedAt, frames, frame), frame);
    if (forked == null) {
      frames.add(frame);
      return;
    }
    Frame parent = frame.at(forked);
    List<Frame> inside = new ArrayList<>(frames);
    inside.add(parent);
    if (!giveInputs(line, fork, parent, inside)) {
      frames.add(frame);
      return;
    }
    frames.add(frame.at(with(forked, fork.next)));
    if (forked.finished() > 0) {
      kept.put(fork.number, fork.outputs());
    }
    fork.children.values().forEach(child -> add(child, frames, kept));
  }

  private Position.@Nullable Forked forked(HistoryLine line, Fork fork, Burst burst, Frame frame) {
    Visit visit = line.visit();
    int finished = fork.outputs().size();
    if (!(state(line) instanceof MapState map)) {
      return new Position.Forked(visit, fork.number, null, fork.total, fork.total, finished,
          fork.total, keptBytes(fork));
    }
    return MapStep.enter(map, burst.scope(frame, visit, map),
        around.limits()) instanceof Step.Iterate(Payload items, int total, int limit)
        && total == fork.total
            ? new Position.Forked(visit, fork.number, items, total, fork.next, finished, limit,
                keptBytes(fork))
            : null;
  }

  private static Position.Forked with(Position.Forked forked, int next) {
    return new Position.Forked(forked.visit(), forked.fork(), forked.items(), forked.total(), next,
        forked.finished(), forked.limit(), forked.keptBytes());
  }

  private static long keptBytes(Fork fork) {
    return fork.outputs().values().stream().mapToLong(Payload::utf8Length).sum();
  }

  /** Gives the branches and iterations that have entered no state yet their inputs; false where that fails. */
  private boolean giveInputs(HistoryLine line, Fork fork, Frame parent, List<Frame> inside) {
    for (HistoryLine child : List.copyOf(fork.children.values())) {
      if (child.phase == Phase.ENTERING && child.input == null) {
        Outcome<Payload> input = inputOf(line, child, parent, inside);
        if (input instanceof Outcome.Ok<Payload>(Payload value)) {
          child.input = value;
        } else if (child.index == fork.next - 1 && state(line) instanceof MapState) {
          // The iteration fails, and fails the Map, when it is started again.
          fork.children.remove(child.index);
          fork.next = child.index;
        } else {
          return false;
        }
      }
    }
    return true;
  }

  private Outcome<Payload> inputOf(HistoryLine line, HistoryLine child, Frame parent,
      List<Frame> inside) {
    Position.Forked forked = (Position.Forked) parent.position();
    Visit visit = line.visit();
    if (state(line) instanceof MapState map) {
      Payload items = Objects.requireNonNull(forked.items());
      Scope scope = burst(child.lastAt, inside, parent).scope(parent, visit, map, null,
          MapStep.itemContext(items, child.index));
      return MapStep.iterationInput(map, scope, MapStep.item(items, child.index));
    }
    ParallelState parallel = (ParallelState) state(line);
    Scope scope = burst(child.lastAt, inside, parent).scope(parent, visit, parallel);
    return ParallelStep.enter(parallel, scope) instanceof Step.Fork(Payload input, int _)
        ? Outcome.ok(input)
        : Outcome.failed(StatesError.runtime("the input of the branches is not known"));
  }

  private static Frame frame(HistoryLine line, Position position) {
    return new Frame(line.id, parent(line), line.index, line.state, line.last, line.variables,
        position);
  }

  private static int parent(HistoryLine line) {
    return line.parent == null ? 0 : line.parent.id;
  }

  private State state(HistoryLine line) {
    return machine.state(line.state);
  }

  /** A workbench at a time of the past, to compute fields on. */
  private Burst burst(Instant at, List<Frame> outer, Frame frame) {
    List<Frame> frames = new ArrayList<>(outer);
    frames.removeIf(other -> other.id() == frame.id());
    frames.add(frame);
    return new Burst(machine, execution, new ExecutionState(1, 1, 1, null, frames),
        around.at(at));
  }
}
