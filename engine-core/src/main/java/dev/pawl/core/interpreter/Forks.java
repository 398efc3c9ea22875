package dev.pawl.core.interpreter;

import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.expression.EvaluationAllowance;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Branches of a Parallel and iterations of a Map: started, joined, cancelled. */
final class Forks {
  private final Burst burst;
  private final Lines lines;

  Forks(Burst burst, Lines lines) {
    this.burst = burst;
    this.lines = lines;
  }

  void fork(Frame frame, Visit visit, ParallelState parallel, Step.Fork fork) {
    if (burst.isTooLarge(fork.input())) {
      lines.failures().abandon(frame, Sizes.parameters(parallel.name()));
      return;
    }
    long started = burst.record(frame.previous(), HistoryEventType.ParallelStateStarted,
        new EventDetails.None());
    int total = fork.branches();
    burst.put(
        frame.after(started)
            .at(new Position.Forked(visit, burst.newFrameId(), null, total, total, 0, total, 0)));
    for (int index = 0; index < total; index++) {
      StateGraph branch = parallel.branches().get(index);
      burst.put(
          new Frame(
              burst.newFrameId(), frame.id(), index, branch.startAt(), started, Map.of(),
              new Position.Entering(fork.input())));
    }
  }

  void iterate(Frame frame, Visit visit, MapState map, Step.Iterate iterate) {
    if (burst.isTooLarge(iterate.items())) {
      lines.failures().abandon(frame, Sizes.parameters(map.name()));
      return;
    }
    long started = burst.record(
        frame.previous(), HistoryEventType.MapStateStarted,
        new EventDetails.MapStateStarted(iterate.total()));
    var forked = new Position.Forked(
        visit, burst.newFrameId(), iterate.items(), iterate.total(), 0, 0, iterate.limit(), 0);
    if (forked.total() == 0) {
      join(frame.after(started), forked);
    } else {
      burst.put(frame.after(started).at(forked));
      startIterations(frame.id(), started);
    }
  }

  /** Starts iterations up to the limit; the first one that cannot compute its input fails the Map. */
  private void startIterations(int mapFrame, long previous) {
    var allowance = new EvaluationAllowance();
    while (true) {
      Frame parent = burst.frame(mapFrame);
      if (!(parent.position() instanceof Position.Forked forked)
          || forked.next() == forked.total()
          || forked.next() - forked.finished() == forked.limit()) {
        return;
      }
      int index = forked.next();
      MapState map = (MapState) burst.machine.state(parent.state());
      Payload items = Objects.requireNonNull(forked.items());
      Map<String, Object> itemContext = MapStep.itemContext(items, index);
      Scope scope = burst.scope(parent, forked.visit(), map, null, itemContext)
          .within(allowance);
      long started = burst.record(
          previous, HistoryEventType.MapIterationStarted,
          new EventDetails.MapIteration(map.name(), index));
      burst.put(
          parent.at(
              new Position.Forked(
                  forked.visit(), forked.fork(), items, forked.total(), index + 1,
                  forked.finished(), forked.limit(), forked.keptBytes())));
      // Taken whether or not there is an input, so that the history tells the numbers of all frames.
      int iteration = burst.newFrameId();
      switch (MapStep.iterationInput(map, scope, MapStep.item(items, index))) {
        case Outcome.Ok<Payload>(Payload input) when burst.isTooLarge(input) -> {
          lines.failures().abandon(burst.frame(mapFrame), Sizes.parameters(map.name()));
          return;
        }
        case Outcome.Ok<Payload>(Payload input) -> burst.put(
            new Frame(
                iteration, mapFrame, index, map.processor().startAt(), started, Map.of(),
                new Position.Entering(input)));
        case Outcome.Failed<Payload> failed -> {
          Frame failing = burst.frame(mapFrame);
          cancelChildren(failing, failing.previous());
          burst.dropKept(forked.fork(), forked.finished());
          lines.failures().fault(burst.frame(mapFrame), forked.visit(), map, failed);
          return;
        }
      }
    }
  }

  /** Goes on after a redrive: joins where all has ended well, or starts iterations that were never started. */
  void resume(Frame frame, Position.Forked forked) {
    if (forked.finished() == forked.total()) {
      join(frame, forked);
    } else if (forked.items() != null) {
      startIterations(frame.id(), frame.previous());
    }
  }

  /** A branch or iteration has ended well. */
  void succeeded(Frame child, Payload output) {
    Frame parent = burst.frame(child.parent());
    Position.Forked before = (Position.Forked) parent.position();
    State state = burst.machine.state(parent.state());
    burst.remove(child);
    burst.keep(before.fork(), child.index(), output);
    long last = state instanceof MapState
        ? burst.record(
            child.previous(), HistoryEventType.MapIterationSucceeded,
            new EventDetails.MapIteration(state.name(), child.index()))
        : child.previous();
    var after = new Position.Forked(
        before.visit(), before.fork(), before.items(), before.total(), before.next(),
        before.finished() + 1,
        before.limit(), before.keptBytes() + output.utf8Length());
    Frame counted = parent.after(last).at(after);
    burst.put(counted);
    if (after.keptBytes() > burst.around.limits().keptBytes()) {
      lines.failures().abandon(counted, Sizes.result(state.name()));
      return;
    }
    if (after.finished() == after.total()) {
      join(counted, after);
    } else {
      startIterations(parent.id(), child.previous());
    }
  }

  private void join(Frame frame, Position.Forked forked) {
    State state = burst.machine.state(frame.state());
    Payload outputs = Payload.array(burst.takeKept(forked.fork(), forked.total()));
    burst.record(
        frame.previous(), HistoryEventType.valueOf(state.type() + "StateSucceeded"),
        new EventDetails.None());
    Scope scope = burst.scope(frame, forked.visit(), state);
    Step step = state instanceof MapState map
        ? MapStep.leave(map, scope, outputs)
        : ParallelStep.leave((ParallelState) state, scope, outputs);
    lines.follow(frame, forked.visit(), state, step);
  }

  /** A branch or iteration has failed, and with it the whole state. */
  void failed(Frame child, StatesError error, String kind) {
    Frame parent = burst.frame(child.parent());
    Position.Forked forked = (Position.Forked) parent.position();
    State state = burst.machine.state(parent.state());
    long failing = child.previous();
    if (state instanceof MapState) {
      burst.record(
          failing, HistoryEventType.MapIterationFailed,
          new EventDetails.MapIteration(state.name(), child.index()));
    }
    if (burst.machine.state(child.state()) instanceof TaskState) {
      burst.record(failing, HistoryEventType.TaskStateAborted, new EventDetails.None());
    }
    burst.remove(child);
    cancelChildren(parent, failing);
    burst.dropKept(forked.fork(), forked.finished());
    lines.failures().raise(parent.after(failing), forked.visit(), state, error, kind);
  }

  /**
   * Ends what still runs below a frame, with the events that say so.
   *
   * @param failing the event of the failure, to which they all point
   */
  private void cancelChildren(Frame parent, long failing) {
    State state = burst.machine.state(parent.state());
    for (Frame child : burst.children(parent)) {
      if (state instanceof MapState) {
        burst.record(
            failing, HistoryEventType.MapIterationAborted,
            new EventDetails.MapIteration(state.name(), child.index()));
      }
      cancel(child, failing);
    }
  }

  private void cancel(Frame frame, long failing) {
    State state = burst.machine.state(frame.state());
    switch (frame.position()) {
      case Position.Running running -> {
        burst.end(running.visit().seq(), running.attempt(), Effect.How.DROP);
        burst.stopJob(running, state);
      }
      case Position.Mapping mapping -> {
        burst.stopMapRun(mapping, (MapState) state);
        burst.record(failing, HistoryEventType.MapRunAborted, new EventDetails.None());
      }
      case Position.Forked forked -> {
        cancelChildren(frame, failing);
        burst.dropKept(forked.fork(), forked.finished());
      }
      case Position.Entering _,Position.Waiting _,Position.BackingOff _,Position.Redriven _ -> {
        // Nothing outside the frame belongs to it.
      }
    }
    burst.remove(frame);
    if (!(frame.position() instanceof Position.Entering)) {
      aborted(state).ifPresent(
          type -> burst.record(failing, type, new EventDetails.None()));
    }
  }

  /** Empty for states that only stay where they are done again after a redrive: no event says that they end. */
  private static Optional<HistoryEventType> aborted(State state) {
    return switch (state) {
      case TaskState _ -> Optional.of(HistoryEventType.TaskStateAborted);
      case WaitState _ -> Optional.of(HistoryEventType.WaitStateAborted);
      case ParallelState _ -> Optional.of(HistoryEventType.ParallelStateAborted);
      case MapState _ -> Optional.of(HistoryEventType.MapStateAborted);
      case PassState _,ChoiceState _,SucceedState _,FailState _ -> Optional.empty();
    };
  }
}
