package dev.pawl.core.teststate;

import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.expression.DataStage;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.StateTrial;
import dev.pawl.core.interpreter.StateTrial.Wish;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A test that can be made: {@link StateTests} has looked at all of the request. */
public final class StateTest {
  private static final StatesError THRESHOLD = new StatesError(
      "States.ExceedToleratedFailureThreshold",
      "The specified tolerated failure threshold was exceeded");

  private static final String SHOWN_AS = DefinitionParser.LONE_STATE;

  private final StateMachine machine;
  private final State state;
  private final Payload input;
  private final Map<String, Payload> variables;
  private final Optional<Map<String, @Nullable Object>> context;
  private final Optional<Outcome<Payload>> mocked;
  private final int retryCount;
  private final OptionalInt failures;
  private final ReaderData read;
  private final boolean isIteration;

  StateTest(StateMachine machine, State state, Payload input, Map<String, Payload> variables,
      Optional<Map<String, @Nullable Object>> context, Optional<Outcome<Payload>> mocked,
      int retryCount, OptionalInt failures, ReaderData read, boolean isIteration) {
    this.machine = machine;
    this.state = state;
    this.input = input;
    this.variables = variables;
    this.context = context;
    this.mocked = mocked;
    this.retryCount = retryCount;
    this.failures = failures;
    this.read = read;
    this.isIteration = isIteration;
  }

  /** What the execution around the state would have been started with. */
  public Payload input() {
    return input;
  }

  /**
   * Begins the test.
   *
   * @param execution what the context object shows where the request gives none
   */
  public Run in(Execution execution, Surroundings around) {
    return new Run(execution, around);
  }

  /** What came of a test that was given up, since what the state does would not end in time. */
  public TestResult givenUp(StatesError error) {
    return new TestResult(StateTrial.Status.FAILED, null, error, null,
        Map.of("input", input.text()));
  }

  /** One run of the test; belongs to one thread at a time. */
  public final class Run {
    private final Inspector inspector = new Inspector(state);
    private final StateTrial trial;

    private Run(Execution execution, Surroundings around) {
      var subject = new StateTrial.Subject(machine, state.name(), SHOWN_AS,
          execution, input, variables, retryCount, context, read.items(), isIteration);
      this.trial = new StateTrial(subject, around.watchedBy(inspector));
    }

    /**
     * Does what comes before the state's work and, with a mock, all of it.
     *
     * @return {@code Nothing}, {@code Until} or {@code Call}
     * @throws RefusedTestException where the request assumes what cannot be
     */
    public Wish begin(EvaluationWatch watch) {
      inspector.behind(watch);
      if (read.pointed()) {
        read.items().ifPresent(items -> inspector.reached(DataStage.AFTER_ITEMS_POINTER, items));
      }
      Wish wish = trial.enter();
      if (mocked.isEmpty() || wish instanceof Wish.Nothing) {
        return wish;
      }
      trial.leave(wish instanceof Wish.Iterations iterations
          ? counted(mocked.get(), iterations.count())
          : mocked.get());
      return new Wish.Nothing();
    }

    /** The time has come for which the state waited. */
    public void waited(EvaluationWatch watch) {
      inspector.behind(watch);
      trial.waited();
    }

    /** The call has brought this. */
    public void answer(Outcome<Payload> outcome, EvaluationWatch watch) {
      inspector.behind(watch);
      trial.leave(outcome);
    }

    /**
     * What came of it.
     *
     * @throws IllegalStateException where the state has not ended
     */
    public TestResult result() {
      StateTrial.Ending ending = trial.ending();
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("input", input.text());
      members.putAll(inspector.members());
      if (!ending.variables().isEmpty()) {
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        ending.variables().forEach((name, value) -> known.put(name, value.tree()));
        members.put("variables", Payload.of(known).text());
      }
      Map<String, Object> details = new LinkedHashMap<>();
      ending.catchIndex().ifPresent(index -> details.put("catchIndex", index));
      ending.retryIndex().ifPresent(index -> details.put("retryIndex", index));
      ending.backoffSeconds()
          .ifPresent(seconds -> details.put("retryBackoffIntervalSeconds", seconds));
      if (!details.isEmpty()) {
        members.put("errorDetails", details);
      }
      return new TestResult(ending.status(), ending.output(), ending.error(), ending.nextState(),
          members);
    }

    /** A mocked result of a Map of whose iterations too many have failed is none. */
    private Outcome<Payload> counted(Outcome<Payload> mock, OptionalInt items) {
      if (failures.isEmpty()) {
        return mock;
      }
      int failed = failures.getAsInt();
      if (items.isPresent() && failed > items.getAsInt()) {
        throw RefusedTestException
            .request("MapIterationFailureCount cannot exceed the number of items.");
      }
      if (!(mock instanceof Outcome.Ok<Payload>(Payload result))) {
        return mock;
      }
      int total = items.orElse(result.tree() instanceof List<?> list ? list.size() : 0);
      boolean isExceeded = inspector.number(DataStage.TOLERATED_FAILURE_COUNT)
          .filter(most -> failed > most).isPresent()
          || inspector.number(DataStage.TOLERATED_FAILURE_PERCENTAGE)
              .filter(most -> total > 0 && failed * 100.0 / total > most).isPresent();
      return isExceeded ? Outcome.failed(THRESHOLD) : mock;
    }
  }
}
