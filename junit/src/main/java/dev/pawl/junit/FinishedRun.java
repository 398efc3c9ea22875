package dev.pawl.junit;

import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.local.LocalResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a run has ended, and what happened before. */
public final class FinishedRun {
  private final LocalResult result;
  private final List<Happening> happenings;

  /** An event, and of which execution. */
  record Happening(Execution execution, HistoryEvent event) {}

  FinishedRun(LocalResult result, List<Happening> happenings) {
    this.result = result;
    this.happenings = List.copyOf(happenings);
  }

  public ExecutionStatus status() {
    return result.status();
  }

  /**
   * The output, as JSON.
   *
   * @throws AssertionError where the execution has not succeeded
   */
  public String output() {
    assertSucceeded();
    return Objects.requireNonNull(result.output()).text();
  }

  /** The output as maps, lists, texts, numbers, booleans and null; as of {@link #output()}. */
  public @Nullable Object outputTree() {
    return Payload.parse(output()).tree();
  }

  /** The name of the error with which it has ended; empty where there is none. */
  public Optional<String> error() {
    return Optional.ofNullable(result.error()).map(StatesError::name);
  }

  /** The cause of that error; empty where there is none. */
  public Optional<String> cause() {
    return Optional.ofNullable(result.error()).map(StatesError::cause);
  }

  /** How long the execution has taken, in its own time. */
  public Duration duration() {
    return Duration.between(result.execution().startedAt(), result.stoppedAt());
  }

  /** The events of the execution, as of GetExecutionHistory. */
  public List<HistoryEvent> events() {
    return result.history();
  }

  /** The names of the states that were entered, in order; those of a Distributed Map's children, too. */
  public List<String> statesEntered() {
    return happenings.stream()
        .map(Happening::event)
        .map(HistoryEvent::details)
        .filter(EventDetails.StateEntered.class::isInstance)
        .map(details -> ((EventDetails.StateEntered) details).name())
        .toList();
  }

  /**
   * Gives the run itself where it has succeeded.
   *
   * @throws AssertionError where it has not; the message tells the error and the states
   */
  public FinishedRun assertSucceeded() {
    if (result.status() != ExecutionStatus.SUCCEEDED) {
      throw unexpected("SUCCEEDED");
    }
    return this;
  }

  /**
   * Gives the run itself where it has failed.
   *
   * @param error the error's name
   * @throws AssertionError where it has not, or with another error; the message tells what came
   */
  public FinishedRun assertFailed(String error) {
    if (result.status() != ExecutionStatus.FAILED || !error().equals(Optional.of(error))) {
      throw unexpected("FAILED with " + error);
    }
    return this;
  }

  private AssertionError unexpected(String wanted) {
    return new AssertionError("expected the execution to be %s, and it is %s%s; states entered: %s"
        .formatted(wanted, status(),
            error().map(name -> " with " + name + cause().map(why -> ": " + why).orElse(""))
                .orElse(""),
            statesEntered().stream().collect(Collectors.joining(", "))));
  }
}
