package dev.pawl.core.interpreter;

import dev.pawl.core.asl.State;
import dev.pawl.core.outcome.StatesError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between a state in an execution and one that is tried alone. */
interface Setting {
  /** A state in an execution. */
  Setting EXECUTION = new Setting() {
    @Override
    public Map<String, @Nullable Object> context(Execution execution, State state,
        Frame.Visit visit, @Nullable String token, @Nullable Map<String, Object> mapItem) {
      return ContextObject.of(execution, state, visit, token, mapItem);
    }

    @Override
    public StatesError blame(State state, Frame.Visit visit, StatesError error) {
      return new StatesError(
          error.name(),
          "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
              .formatted(state.name(), visit.enteredEvent(), error.cause()));
    }

    @Override
    public void raised(StatesError error, String kind) {}
  };

  /** The context object. */
  Map<String, @Nullable Object> context(Execution execution, State state, Frame.Visit visit,
      @Nullable String token, @Nullable Map<String, Object> mapItem);

  /** How the failure of a field is told. */
  StatesError blame(State state, Frame.Visit visit, StatesError error);

  /**
   * A state has failed, and its Retry and Catch are about to be asked.
   *
   * @param kind the name that they see
   */
  void raised(StatesError error, String kind);
}
