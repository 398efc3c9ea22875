package dev.pawl.chaos;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.HistoryFold;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.Surroundings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Holds the stored state of an execution against what its history alone tells. */
final class FoldCheck {
  private FoldCheck() {}

  /** What differs; empty where nothing does. */
  static Optional<String> difference(Stored stored) {
    List<HistoryEvent> events = stored.events();
    if (events.isEmpty()) {
      return Optional.of("has no history");
    }
    HistoryFold.Rebuilt rebuilt;
    try {
      rebuilt = HistoryFold.of(stored.machine(), stored.execution(), events::forEach,
          around(stored));
    } catch (RuntimeException e) {
      return Optional.of("has a history that cannot be followed: " + e.getMessage());
    }
    ExecutionState state = stored.state();
    if (state == null) {
      return rebuilt.state().frames().isEmpty()
          ? Optional.empty()
          : Optional.of("is closed, and by its history it is not");
    }
    if (events.getLast().type() == HistoryEventType.ExecutionRedriven) {
      // Until the first burst after it, the state says no more than that.
      return Optional.empty();
    }
    ExecutionState told = told(rebuilt.state());
    ExecutionState kept = told(state);
    if (!told.equals(kept)) {
      return Optional.of("is stored as " + kept + ", and by its history it is " + told);
    }
    return rebuilt.kept().equals(stored.kept())
        ? Optional.empty()
        : Optional.of("keeps other outputs than its history tells");
  }

  private static Frame with(Frame frame, Position position) {
    return new Frame(frame.id(), frame.parent(), frame.index(), frame.state(), frame.previous(),
        frame.variables(), position);
  }

  private static Surroundings around(Stored stored) {
    return new Surroundings(stored.execution().startedAt(), new SplittableRandom(0),
        (_, _) -> "token", fork -> stored.kept().getOrDefault(fork, Map.of()), _ -> true,
        Limits.DEFAULT);
  }

  /** Without what a history does not tell: heartbeats, and an answer that came before its call's own. */
  private static ExecutionState told(ExecutionState state) {
    return new ExecutionState(state.nextEvent(), state.nextSeq(), state.nextFrame(),
        state.timeoutAt(), state.frames().stream().map(FoldCheck::told).toList());
  }

  private static Frame told(Frame frame) {
    Position position = frame.position() instanceof Position.Running running
        ? new Position.Running(running.visit(), running.attempt(),
            running.deadline() == null ? null : Instant.MAX, null, running.submitted(), null, null)
        : frame.position();
    return with(frame, position);
  }
}
