package dev.pawl.core.interpreter;

import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.ErrorHandling;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/** Moves a line of control from state to state. */
final class Lines {
  private final Burst burst;
  private final Failures failures;
  private final Tasks tasks;
  private final Forks forks;
  private final DistributedMaps maps;

  Lines(Burst burst) {
    this.burst = burst;
    this.failures = new Failures(burst, this);
    this.tasks = new Tasks(burst, this);
    this.forks = new Forks(burst, this);
    this.maps = new DistributedMaps(burst, this);
  }

  Failures failures() {
    return failures;
  }

  Tasks tasks() {
    return tasks;
  }

  Forks forks() {
    return forks;
  }

  DistributedMaps maps() {
    return maps;
  }

  /** Enters states until every line waits, the execution has closed, or the burst's budget is used up. */
  void run() {
    for (int transitions = 0; !burst.isClosed() && !burst.isSpent(transitions); transitions++) {
      Frame frame = burst.nextEntering();
      if (frame == null) {
        return;
      }
      if (frame.position() instanceof Position.Entering(Payload input)) {
        enter(frame, input);
      }
    }
  }

  private void enter(Frame frame, Payload input) {
    State state = burst.machine.state(frame.state());
    long entered = burst.record(
        frame.previous(), HistoryEventType.entered(state.type()),
        new EventDetails.StateEntered(state.name(), input));
    int seq = state instanceof TaskState ? burst.newSeq() : 0;
    var visit = new Visit(
        input, burst.now(), entered, frame.previous(),
        Collections.nCopies(handlingOf(state).retriers().size(), 0), seq);
    work(frame.after(entered), visit, state);
  }

  /** Does a state's work, for the first time or again after a failure. */
  void work(Frame frame, Visit visit, State state) {
    Scope scope = burst.scope(frame, visit, state);
    switch (state) {
      case PassState pass -> follow(frame, visit, state, PassStep.enter(pass, scope));
      case ChoiceState choice -> follow(frame, visit, state, ChoiceStep.enter(choice, scope));
      case WaitState wait -> follow(frame, visit, state, WaitStep.enter(wait, scope));
      case SucceedState succeed -> follow(frame, visit, state, SucceedStep.enter(succeed, scope));
      case FailState fail -> follow(frame, visit, state, FailStep.enter(fail, scope));
      case TaskState task -> tasks.attempt(frame, visit, task);
      case ParallelState parallel ->
        follow(frame, visit, state, ParallelStep.enter(parallel, scope));
      case MapState map when map.mode() instanceof MapMode.Distributed distributed ->
        maps.enter(frame, visit, map, distributed);
      case MapState map ->
        follow(frame, visit, state, MapStep.enter(map, scope, burst.around.limits()));
    }
  }

  /** Carries out what a step wants. */
  void follow(Frame frame, Visit visit, State state, Step step) {
    switch (step) {
      case Step.Leave leave -> leave(frame, state, leave);
      case Step.Hold(Instant until) -> burst.put(frame.at(new Position.Waiting(visit, until)));
      case Step.Call call -> tasks.start(frame, visit, (TaskState) state, call);
      case Step.Fork fork -> forks.fork(frame, visit, (ParallelState) state, fork);
      case Step.Iterate iterate -> forks.iterate(frame, visit, (MapState) state, iterate);
      case Step.Fail(StatesError error) -> failures.raise(frame, visit, state, error);
      case Step.Fault fault -> failures.fault(frame, visit, state, fault.failure());
      case Step.Misfit misfit -> failures.misfit(frame, visit, state, misfit.failure());
    }
  }

  private void leave(Frame frame, State state, Step.Leave leave) {
    if (burst.isTooLarge(leave.output())) {
      failures.abandon(frame, Sizes.result(state.name()));
      return;
    }
    if (!Sizes.fit(leave.assigned().values(), burst.around.limits())) {
      failures.abandon(frame, Sizes.variables(state.name()));
      return;
    }
    if (!leave.assigned().isEmpty() && !Sizes.fit(framesWith(assign(frame, leave)))) {
      failures.abandon(frame, Sizes.variables(state.name()));
      return;
    }
    long exited = burst.record(
        frame.previous(), HistoryEventType.exited(state.type()),
        new EventDetails.StateExited(
            state.name(), leave.output(), leave.assigned().isEmpty() ? null : leave.assigned()));
    Frame left = assign(frame, leave).after(exited);
    switch (leave.transition()) {
      case Transition.Next(String next) -> burst.put(left.entering(next, leave.output()));
      case Transition.End _ -> finish(left, leave.output());
    }
  }

  private List<Frame> framesWith(Frame changed) {
    return burst.frames().stream().map(frame -> frame.id() == changed.id() ? changed : frame)
        .toList();
  }

  private static Frame assign(Frame frame, Step.Leave leave) {
    if (leave.assigned().isEmpty()) {
      return frame;
    }
    var variables = new LinkedHashMap<>(frame.variables());
    variables.putAll(leave.assigned());
    return frame.with(variables);
  }

  private void finish(Frame frame, Payload output) {
    if (frame.parent() == 0) {
      burst.record(frame.previous(), HistoryEventType.ExecutionSucceeded,
          new EventDetails.Output(output));
      burst.close(ExecutionStatus.SUCCEEDED, output, null);
    } else {
      forks.succeeded(frame, output);
    }
  }

  /** Lets what is forked, and Map runs, go on after a redrive. */
  void resume() {
    burst.visitFrames(frame -> {
      if (!burst.isClosed() && frame.position() instanceof Position.Forked forked) {
        forks.resume(frame, forked);
      } else if (!burst.isClosed() && frame.position() instanceof Position.Mapping mapping) {
        maps.redrive(frame, mapping);
      }
    });
  }

  /** Fires the waits and retries that are due. */
  void fireTimers() {
    burst.visitFrames(frame -> {
      State state = burst.machine.state(frame.state());
      switch (frame.position()) {
        case Position.Waiting waiting when isDue(waiting.until()) -> follow(
            frame, waiting.visit(), state,
            WaitStep.leave((WaitState) state, burst.scope(frame, waiting.visit(), state)));
        case Position.BackingOff backingOff when isDue(backingOff.until()) ->
          work(frame, backingOff.visit(), state);
        default -> {
          // Not a timer, or not due yet.
        }
      }
    });
  }

  private boolean isDue(Instant time) {
    return !time.isAfter(burst.now());
  }

  static ErrorHandling handlingOf(State state) {
    return switch (state) {
      case TaskState task -> task.handling();
      case ParallelState parallel -> parallel.handling();
      case MapState map -> map.handling();
      default -> new ErrorHandling(List.of(), List.of());
    };
  }
}
