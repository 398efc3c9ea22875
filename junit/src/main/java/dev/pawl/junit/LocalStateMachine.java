package dev.pawl.junit;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.core.teststate.RefusedTestException;
import dev.pawl.core.teststate.StateTests;
import dev.pawl.local.LocalClock;
import dev.pawl.local.LocalMachine;
import dev.pawl.local.LocalResult;
import dev.pawl.local.LocalRun;
import dev.pawl.local.Outside;
import dev.pawl.local.mock.MockFile;
import dev.pawl.local.mock.MockPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A definition and its mocks, ready to run. Immutable: each method that changes something gives another one.
 *
 * <p>Unless told otherwise, time is virtual and begins at {@link #BEGINNING}, so that waits, backoffs and timeouts take
 * no time and all runs are alike; and a call without a mock fails the run with a sentence that names the state.
 */
public final class LocalStateMachine {
  /** When executions start. */
  public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ScheduledThreadPoolExecutor LATER = new ScheduledThreadPoolExecutor(1,
      Thread.ofPlatform().name("pawl-late").daemon().factory());

  static {
    // A run that was in time is not kept until its time is over.
    LATER.setRemoveOnCancelPolicy(true);
  }

  private static final StateTests TESTS = new StateTests();

  private final StateMachine definition;
  private final MachineType type;
  private final String name;
  private final MockPlan mocks;
  private final boolean isReal;
  private final Duration patience;

  private LocalStateMachine(StateMachine definition, MachineType type, String name, MockPlan mocks,
      boolean isReal, Duration patience) {
    this.definition = definition;
    this.type = type;
    this.name = name;
    this.mocks = mocks;
    this.isReal = isReal;
    this.patience = patience;
  }

  /**
   * A state machine by its definition.
   *
   * @throws IllegalArgumentException where the definition has errors; the message names them
   */
  public static LocalStateMachine of(String definition, MachineType type) {
    return switch (DefinitionParser.parse(definition, type)) {
      case ParseResult.Valid valid -> new LocalStateMachine(valid.machine(), type, "local",
          MockPlan.NONE, false, PATIENCE);
      case ParseResult.Invalid invalid -> throw new IllegalArgumentException(invalid.message());
    };
  }

  /** A Standard state machine whose definition is a resource on the class path or, where there is none, a file. */
  public static LocalStateMachine load(String resource) {
    return load(resource, MachineType.STANDARD);
  }

  /**
   * A state machine whose definition is a resource on the class path or, where there is none, a file.
   *
   * @throws UncheckedIOException where neither can be read
   * @throws IllegalArgumentException where the definition has errors; the message names them
   */
  public static LocalStateMachine load(String resource, MachineType type) {
    return of(text(resource), type);
  }

  private static String text(String resource) {
    try (InputStream found = LocalStateMachine.class.getClassLoader()
        .getResourceAsStream(resource)) {
      return found == null
          ? Files.readString(Path.of(resource))
          : new String(found.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("neither a resource nor a file: " + resource, e);
    }
  }

  /** The same under another name, as the context object shows it. */
  public LocalStateMachine named(String newName) {
    return new LocalStateMachine(definition, type, newName, mocks, isReal, patience);
  }

  /**
   * The same with a state mocked.
   *
   * @param state a Task or a Distributed Map
   * @param answers what its calls bring, one after the other; the last stands for all that follow
   * @throws dev.pawl.local.mock.InvalidMocksException where there is no such state, or it calls nothing
   * @throws IllegalArgumentException where the called service cannot answer so
   */
  public LocalStateMachine mock(String state, Answer... answers) {
    State mocked = MockPlan.mockable(definition, state, "");
    List<Outcome<Payload>> outcomes = new ArrayList<>();
    for (Answer answer : answers) {
      try {
        outcomes.add(TESTS.outcome(answer.mock(), mocked));
      } catch (RefusedTestException e) {
        throw new IllegalArgumentException("the mock of '" + state + "': " + e.text(), e);
      }
    }
    return with(mocks.with(state, outcomes));
  }

  /**
   * The same with the mocks of a file, which has one test case or is no mock configuration of Step Functions Local.
   *
   * @param resource on the class path or, where there is none, a file
   * @throws dev.pawl.local.mock.InvalidMocksException where they are wrong
   */
  public LocalStateMachine mocks(String resource) {
    return mocks(resource, Optional.empty(), Optional.empty());
  }

  /** The same with a test case of a mock configuration of Step Functions Local, which has one state machine. */
  public LocalStateMachine mocks(String resource, String testCase) {
    return mocks(resource, Optional.empty(), Optional.of(testCase));
  }

  /** The same with a test case of a state machine in a mock configuration of Step Functions Local. */
  public LocalStateMachine mocks(String resource, String stateMachine, String testCase) {
    return mocks(resource, Optional.of(stateMachine), Optional.of(testCase));
  }

  private LocalStateMachine mocks(String resource, Optional<String> stateMachine,
      Optional<String> testCase) {
    return with(
        mocks.with(MockFile.parse(text(resource)).plan(definition, stateMachine, testCase)));
  }

  private LocalStateMachine with(MockPlan plan) {
    return new LocalStateMachine(definition, type, name, plan, isReal, patience);
  }

  /** The same in real time, with real calls where there is no mock, by the settings of a node's environment. */
  public LocalStateMachine real() {
    return new LocalStateMachine(definition, type, name, mocks, true, patience);
  }

  /** The same with another limit to the real time of a run; without this 30 seconds. */
  public LocalStateMachine within(Duration longest) {
    return new LocalStateMachine(definition, type, name, mocks, isReal, longest);
  }

  /**
   * Runs an execution to its end.
   *
   * @param input JSON
   * @throws dev.pawl.local.NotLocalException where it comes to something that needs a mock
   * @throws AssertionError where it is not over in time
   */
  public FinishedRun run(String input) {
    List<FinishedRun.Happening> happenings = new ArrayList<>();
    try (Outside outside = isReal
        ? Outside.fromEnvironment(System.getenv(), "us-east-1", "000000000000")
        : Outside.NONE) {
      LocalClock clock = isReal
          ? LocalClock.real(InstantSource.system())
          : LocalClock.skippingWaits(InstantSource.fixed(BEGINNING));
      LocalRun run = new LocalRun(
          new LocalMachine(definition, type, name, "us-east-1", "000000000000"),
          new LocalRun.Parts(mocks.begin(), outside, clock, new SplittableRandom(1),
              Limits.DEFAULT),
          (execution, event) -> happenings.add(new FinishedRun.Happening(execution, event)));
      return new FinishedRun(within(run, Payload.parse(input)), happenings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the test was interrupted", e);
    }
  }

  private LocalResult within(LocalRun run, Payload input) throws InterruptedException {
    ScheduledFuture<?> late = LATER.schedule(() -> run.stop(null, null), patience.toMillis(),
        TimeUnit.MILLISECONDS);
    LocalResult result;
    boolean isLate;
    try {
      result = run.run(Optional.empty(), input);
    } finally {
      isLate = !late.cancel(false);
    }
    if (isLate && result.status() == ExecutionStatus.ABORTED) {
      throw new AssertionError("the execution was not over after " + patience.toSeconds()
          + " s; the event before it was stopped is "
          + result.history().get(Math.max(0, result.history().size() - 2)));
    }
    return result;
  }
}
