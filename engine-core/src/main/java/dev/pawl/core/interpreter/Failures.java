package dev.pawl.core.interpreter;

import dev.pawl.core.asl.Catcher;
import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.Retrier;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.Transition;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What becomes of a failure: tried again, caught, or passed on outwards (reference: asl, section 8). */
final class Failures {
  private final Burst burst;
  private final Lines lines;

  Failures(Burst burst, Lines lines) {
    this.burst = burst;
    this.lines = lines;
  }

  /** A field could not be computed: the cause is completed with the state's name. */
  void fault(Frame frame, Visit visit, State state, Outcome.Failed<?> failure) {
    fault(frame, visit, state, failure, visit.previousEvent());
  }

  /** A field's value is of no use; its event points to the Entered event, as recorded. */
  void misfit(Frame frame, Visit visit, State state, Outcome.Failed<?> failure) {
    fault(frame, visit, state, failure, visit.enteredEvent());
  }

  private void fault(Frame frame, Visit visit, State state, Outcome.Failed<?> failure,
      long pointsTo) {
    if (StatesError.DATA_LIMIT_EXCEEDED.equals(failure.error().name())) {
      abandon(frame, tooLarge(state, failure));
      return;
    }
    StatesError error = burst.setting.blame(state, visit, failure.error());
    raise(frame.after(evaluationFailed(frame, pointsTo, state, error, failure.location())), visit,
        state, error);
  }

  /** The state failed; its Retry and Catch are asked, from the inside outwards. */
  void raise(Frame frame, Visit visit, State state, StatesError error) {
    raise(frame, visit, state, error,
        Objects.requireNonNullElse(error.name(), StatesError.TASK_FAILED));
  }

  /** @param kind the name that Retry and Catch see, where it differs from the one that is reported */
  void raise(Frame frame, Visit visit, State state, StatesError error, String kind) {
    burst.setting.raised(error, kind);
    if (retry(frame, visit, state, kind)) {
      return;
    }
    Frame failed = frame;
    if (leavesFailedEvent(frame, state, kind)) {
      failed = frame.after(
          burst.record(
              frame.previous(), HistoryEventType.valueOf(state.type() + "StateFailed"),
              new EventDetails.None()));
    }
    Optional<Catcher> catcher = catcherFor(state, kind);
    if (catcher.isPresent()) {
      caught(failed, visit, state, error, catcher.get());
    } else {
      escalate(failed, error, kind);
    }
  }

  /** Fails the execution at once: no Retry and no Catch sees this. */
  void abandon(Frame frame, StatesError error) {
    burst.record(
        frame.previous(), HistoryEventType.ExecutionFailed,
        new EventDetails.Failure(error.name(), error.cause()));
    burst.close(ExecutionStatus.FAILED, null, error);
  }

  private void escalate(Frame frame, StatesError error, String kind) {
    if (frame.parent() == 0) {
      abandon(frame, error);
    } else {
      lines.forks().failed(frame, error, kind);
    }
  }

  /** Once it has forked, and where its own JSONata fails, a Map or Parallel says that it has failed. */
  private static boolean leavesFailedEvent(Frame frame, State state, String kind) {
    return frame.position() instanceof Position.Forked
        || frame.position() instanceof Position.Mapping
        || ((state instanceof MapState || state instanceof ParallelState)
            && StatesError.QUERY_EVALUATION_ERROR.equals(kind));
  }

  private boolean retry(Frame frame, Visit visit, State state, String kind) {
    OptionalInt place = retrierFor(state, visit, kind);
    place.ifPresent(i -> {
      Retrier retrier = Lines.handlingOf(state).retriers().get(i);
      Instant again = burst.now().plus(delay(retrier, visit.retries().get(i)));
      burst.put(frame.at(new Position.BackingOff(visit.retriedBy(i), again)));
    });
    return place.isPresent();
  }

  /** Which retrier takes a failure; empty where none does, or the first that would has been used up. */
  static OptionalInt retrierFor(State state, Visit visit, String kind) {
    OptionalInt place = matchingRetrier(state, kind);
    return place.isPresent() && isUsedUp(state, visit, place.getAsInt())
        ? OptionalInt.empty()
        : place;
  }

  private static boolean isUsedUp(State state, Visit visit, int retrier) {
    return visit.retries().get(retrier) >= Lines.handlingOf(state).retriers().get(retrier)
        .maxAttempts();
  }

  /** The first retrier that is for a kind of failure, used up or not. */
  static OptionalInt matchingRetrier(State state, String kind) {
    List<Retrier> retriers = Lines.handlingOf(state).retriers();
    return isCatchable(kind)
        ? IntStream.range(0, retriers.size())
            .filter(i -> matches(retriers.get(i).errorEquals(), kind)).findFirst()
        : OptionalInt.empty();
  }

  /** The catcher that takes a failure which no retrier takes. */
  static Optional<Catcher> catcherFor(State state, String kind) {
    OptionalInt place = matchingCatcher(state, kind);
    return place.isPresent()
        ? Optional.of(Lines.handlingOf(state).catchers().get(place.getAsInt()))
        : Optional.empty();
  }

  /** The first catcher that is for a kind of failure. */
  static OptionalInt matchingCatcher(State state, String kind) {
    List<Catcher> catchers = Lines.handlingOf(state).catchers();
    return isCatchable(kind)
        ? IntStream.range(0, catchers.size())
            .filter(i -> matches(catchers.get(i).errorEquals(), kind)).findFirst()
        : OptionalInt.empty();
  }

  private static boolean isCatchable(String kind) {
    return !StatesError.RUNTIME.equals(kind);
  }

  /** How long a retrier waits, in seconds, before jitter makes it less. */
  static double longestDelay(Retrier retrier, int used) {
    double longest = retrier.maxDelaySeconds().isPresent()
        ? retrier.maxDelaySeconds().getAsLong()
        : Integer.MAX_VALUE;
    return Math.min(retrier.intervalSeconds() * Math.pow(retrier.backoffRate(), used), longest);
  }

  private Duration delay(Retrier retrier, int used) {
    double seconds = longestDelay(retrier, used);
    double drawn = retrier.fullJitter() ? seconds * burst.around.random().nextDouble() : seconds;
    return Duration.ofMillis(Math.round(drawn * 1000));
  }

  private void caught(Frame frame, Visit visit, State state, StatesError error, Catcher catcher) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("Error", error.name());
    tree.put("Cause", error.cause());
    Payload errorOutput = Payload.of(tree);
    Scope scope = burst.scope(frame, visit, state);
    boolean jsonata = flowOf(state) instanceof DataFlow.JsonataFlow;
    Scope after = jsonata ? scope.withErrorOutput(errorOutput) : scope.over(errorOutput);
    Outcome<Payload> output = catcher.output().isPresent()
        ? catcher.output().get().evaluate(after)
        : catcher.resultPath().apply(visit.input(), errorOutput);
    Step step = Flows.leave(output, Flows.assigned(catcher.assign(), after),
        new Transition.Next(catcher.next()));
    if (step instanceof Step.Fault fault) {
      // A catcher that fails itself is not asked again: the failure goes outwards.
      if (StatesError.DATA_LIMIT_EXCEEDED.equals(fault.failure().error().name())) {
        abandon(frame, tooLarge(state, fault.failure()));
        return;
      }
      StatesError second = burst.setting.blame(state, visit, fault.failure().error());
      Frame failed = frame
          .after(evaluationFailed(frame, visit.previousEvent(), state, second,
              fault.failure().location()));
      escalate(failed, second, Objects.requireNonNull(second.name()));
    } else {
      lines.follow(frame, visit, state, step);
    }
  }

  /** The event that a failed JSONata evaluation leaves, if it is one; the line's last event. */
  private long evaluationFailed(Frame frame, long pointsTo, State state, StatesError error,
      @Nullable String location) {
    return StatesError.QUERY_EVALUATION_ERROR.equals(error.name())
        ? burst.record(
            pointsTo, HistoryEventType.EvaluationFailed,
            new EventDetails.EvaluationFailed(state.name(), error.name(), error.cause(), location))
        : frame.previous();
  }

  /** A value that outgrew the limit while it was computed: AWS's text names the state, not the field. */
  private static StatesError tooLarge(State state, Outcome.Failed<?> failure) {
    String location = Objects.requireNonNullElse(failure.location(), "");
    boolean result = location.startsWith("Output") || location.startsWith("Assign");
    return result ? Sizes.result(state.name()) : Sizes.parameters(state.name());
  }

  private static boolean matches(List<String> errorEquals, String kind) {
    return errorEquals.stream().anyMatch(entry -> switch (entry) {
      case StatesError.ALL -> true;
      case StatesError.TASK_FAILED -> !isTimeout(kind);
      case StatesError.TIMEOUT -> isTimeout(kind);
      default -> entry.equals(kind);
    });
  }

  private static boolean isTimeout(String kind) {
    return kind.equals(StatesError.TIMEOUT) || kind.equals(StatesError.HEARTBEAT_TIMEOUT);
  }

  private static @Nullable DataFlow flowOf(State state) {
    return switch (state) {
      case TaskState task -> task.flow();
      case ParallelState parallel -> parallel.flow();
      case MapState map -> map.flow();
      default -> null;
    };
  }
}
