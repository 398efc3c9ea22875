package dev.pawl.api.teststate;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.StateTrial.Wish;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.core.teststate.RefusedTestException;
import dev.pawl.core.teststate.StateTest;
import dev.pawl.core.teststate.TestResult;
import dev.pawl.db.connection.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One test under way, on the thread of its request. */
final class TestedRun {
  /** AWS gives a test five minutes. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final StatesError TIMED_OUT = new StatesError(StatesError.TIMEOUT, null);

  private final StateTest test;
  private final StateTester tester;
  private final DatabaseClock clock;
  private final Instant begun;
  private final Execution execution;
  private final StateTest.Run run;

  /** @param role empty where the request gives none */
  TestedRun(StateTest test, String role, ApiSettings settings, DatabaseClock clock,
      StateTester tester) {
    this.test = test;
    this.tester = tester;
    this.clock = clock;
    this.begun = clock.now().truncatedTo(ChronoUnit.MILLIS);
    var random = new SplittableRandom();
    this.execution = execution(test.input(), role, settings, random);
    String token = UUID.randomUUID().toString();
    this.run = test.in(execution, new Surroundings(begun, random, (_, _) -> token,
        _ -> Map.of(), _ -> true, settings.limits()));
  }

  /** The context object shows an Express execution of a state machine that does not exist. */
  private Execution execution(Payload input, String role, ApiSettings settings,
      SplittableRandom random) {
    String machine = UUID.randomUUID().toString();
    String name = UUID.randomUUID().toString();
    return new Execution(ExecutionIds.next(begun, random), 0,
        "arn:aws:states:%s:%s:express:%s:%s".formatted(settings.region(), settings.account(),
            machine, name),
        name, role,
        new Arn.StateMachine(settings.region(), settings.account(), machine).text(), machine,
        settings.region(), input, begun, ExecutionKind.SYNC_EXPRESS);
  }

  /**
   * Runs the state to its end.
   *
   * @throws ApiException where the node cannot
   */
  TestResult result() {
    try {
      Outcome<Wish> wish = evaluate(run::begin);
      return switch (wish) {
        case Outcome.Failed<Wish> endless -> test.givenUp(endless.error());
        case Outcome.Ok<Wish>(Wish.Call call) -> after(call);
        case Outcome.Ok<Wish>(Wish.Until(Instant time)) -> after(time);
        case Outcome.Ok<Wish> _ -> run.result();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiError.SERVICE_UNAVAILABLE.about("The node stops");
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private TestResult after(Instant time) throws InterruptedException, ExecutionException {
    if (time.isAfter(begun.plus(LONGEST))) {
      // What would be known in five minutes may as well be said now.
      return test.givenUp(TIMED_OUT);
    }
    Thread.sleep(Duration.between(clock.now(), time));
    return finished(watch -> {
      run.waited(watch);
      return Payload.NULL;
    });
  }

  private TestResult after(Wish.Call call) throws InterruptedException, ExecutionException {
    Long asked = call.timeoutSeconds();
    Duration longest = asked == null || asked > LONGEST.toSeconds()
        ? LONGEST
        : Duration.ofSeconds(asked);
    Outcome<Payload> outcome = call(call, longest);
    return finished(watch -> {
      run.answer(outcome, watch);
      return Payload.NULL;
    });
  }

  private Outcome<Payload> call(Wish.Call call, Duration longest)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Outcome<Payload>> answer = tester.call(new TaskRequest(
        new TaskToken(execution.shard(), execution.id(), 1, 0), begun, call.resource(),
        call.parameters(), execution.arn(), execution.roleArn(),
        IdempotencyTokens.of(execution.id(), 1, 0),
        call.roleArn(), longest));
    try {
      return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Outcome.failed(TIMED_OUT);
    } finally {
      answer.cancel(true);
    }
  }

  private TestResult finished(Function<EvaluationWatch, Payload> rest)
      throws InterruptedException, ExecutionException {
    return switch (evaluate(rest)) {
      case Outcome.Failed<Payload> endless -> test.givenUp(endless.error());
      case Outcome.Ok<Payload> _ -> run.result();
    };
  }

  private <T> Outcome<T> evaluate(Function<EvaluationWatch, T> work)
      throws InterruptedException, ExecutionException {
    return tester.evaluate(execution.arn(), work).get();
  }

  private static RuntimeException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case ApiException refused -> refused;
      case RefusedTestException refused -> refused;
      case null, default -> new IllegalStateException("a test of a state broke", e);
    };
  }
}
