package dev.pawl.core.teststate;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.ResultWriter;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.core.task.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which tests can be made, with AWS's messages for those that cannot. Safe for any number of threads. */
public final class StateTests {
  private static final String STATE_NOT_FOUND = "State not found in definition";

  private final AnswerModels models = new AnswerModels();

  /**
   * Prepares a test.
   *
   * @throws RefusedTestException where there is none to make
   */
  public StateTest prepare(TestRequest request) {
    checkMembers(request);
    StateMachine machine = machine(request);
    String name = request.stateName().orElse(DefinitionParser.LONE_STATE);
    State state = machine.states().get(name);
    if (state == null) {
      throw RefusedTestException.request(STATE_NOT_FOUND);
    }
    checkMockable(state, request);
    Payload input = request.input().map(StateTests::input).orElse(Payload.EMPTY_OBJECT);
    Map<String, Payload> variables = request.variables().map(StateTests::variables)
        .orElse(Map.of());
    Optional<Map<String, @Nullable Object>> context = request.context()
        .map(json -> GivenContext.of(json, state));
    Optional<Outcome<Payload>> mocked = request.mock().map(mock -> outcome(mock, state));
    StateConfiguration assumed = request.configuration();
    int retries = assumed.retrierRetryCount()
        .orElse(context.map(GivenContext::retryCount).orElse(0));
    ReaderData read = assumed.mapItemReaderData()
        .filter(_ -> state instanceof MapState)
        .map(data -> readerData(data, (MapState) state))
        .orElse(ReaderData.NONE);
    return new StateTest(machine, state, input, variables, context, mocked, retries,
        assumed.mapIterationFailureCount(), read, isIteration(machine, name));
  }

  private static void checkMembers(TestRequest request) {
    if (request.mock().isPresent()) {
      Mock mock = request.mock().get();
      if (mock.result().isPresent() && mock.error().isPresent()) {
        throw RefusedTestException.request(
            "A test mock should have only one of the following fields: [result, errorOutput].");
      }
      if (request.revealSecrets()) {
        throw RefusedTestException
            .request("TestState does not support RevealSecrets when a mock is specified.");
      }
      return;
    }
    StateConfiguration assumed = request.configuration();
    refuse(assumed.mapIterationFailureCount().isPresent(), "MapIterationFailureCount");
    refuse(assumed.retrierRetryCount().isPresent(), "RetrierRetryCount");
    refuse(assumed.errorCausedByState().isPresent(), "ErrorCausedByState");
    refuse(assumed.mapItemReaderData().isPresent(), "MapItemReaderData");
    refuse(request.context().isPresent(), "Context");
  }

  private static void refuse(boolean isThere, String member) {
    if (isThere) {
      throw RefusedTestException
          .request("TestState does not support " + member + " when a mock is not specified.");
    }
  }

  private static StateMachine machine(TestRequest request) {
    ParseResult parsed = request.stateName().isPresent()
        ? DefinitionParser.parse(request.definition(), MachineType.STANDARD)
        : DefinitionParser.parseState(request.definition());
    return switch (parsed) {
      case ParseResult.Valid valid -> valid.machine();
      case ParseResult.Invalid invalid -> throw RefusedTestException.definition(invalid.message());
    };
  }

  private static void checkMockable(State state, TestRequest request) {
    boolean isMocked = request.mock().isPresent();
    switch (state) {
      case TaskState task when !isMocked -> {
        if (needsMock(task.resource())) {
          throw RefusedTestException.definition(
              "TestState API does not support Activity tasks, or the .sync and .waitForTaskToken"
                  + " service integration patterns, when a mock is not specified.");
        }
        if (request.roleArn().isEmpty()) {
          throw RefusedTestException
              .request("RoleArn must be specified when testing a Task state");
        }
      }
      case TaskState _ -> {
        // With a mock, every task.
      }
      case MapState _,ParallelState _ when !isMocked ->
        throw RefusedTestException.definition(
            "TestState API does not support Map or Parallel states. Supported state types include:"
                + " [Task, Wait, Pass, Succeed, Fail, Choice]");
      case MapState map -> request.configuration().errorCausedByState()
          .ifPresent(name -> checkInside(List.of(map.processor()), name));
      case ParallelState parallel -> request.configuration().errorCausedByState()
          .ifPresent(name -> checkInside(parallel.branches(), name));
      default -> {
        if (isMocked) {
          throw RefusedTestException.request(
              "State type '" + state.type() + "' is not supported when a mock is specified");
        }
      }
    }
  }

  private static boolean needsMock(Resource resource) {
    return switch (resource) {
      case Resource.Function _ -> false;
      case Resource.Activity _ -> true;
      case Resource.Service service ->
        service.pattern() != Resource.Pattern.REQUEST_RESPONSE;
    };
  }

  private static void checkInside(List<StateGraph> graphs, String name) {
    if (graphs.stream().noneMatch(graph -> holds(graph, name))) {
      throw RefusedTestException.request(STATE_NOT_FOUND);
    }
  }

  private static boolean isIteration(StateMachine machine, String name) {
    return machine.states().values().stream()
        .anyMatch(state -> state instanceof MapState map && holds(map.processor(), name));
  }

  /** Whether a graph has a state, however deep. */
  private static boolean holds(StateGraph graph, String name) {
    return graph.states().containsKey(name)
        || graph.states().values().stream().anyMatch(state -> switch (state) {
          case MapState map -> holds(map.processor(), name);
          case ParallelState parallel ->
            parallel.branches().stream().anyMatch(branch -> holds(branch, name));
          default -> false;
        });
  }

  private static Payload input(String json) {
    try {
      return Payload.parse(json);
    } catch (InvalidJsonException e) {
      throw new RefusedTestException(RefusedTestException.Reason.INPUT,
          String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Payload> variables(String json) {
    Object tree;
    try {
      tree = Json.parse(json);
    } catch (InvalidJsonException e) {
      throw RefusedTestException.request("Variables must be valid JSON: " + e.getMessage());
    }
    if (!(tree instanceof Map<?, ?> object)) {
      throw RefusedTestException.request("Variables must be a JSON object.");
    }
    Map<String, Payload> variables = new LinkedHashMap<>();
    object.forEach((name, value) -> variables.put(String.valueOf(name), Payload.of(value)));
    return variables;
  }

  private static ReaderData readerData(String data, MapState map) {
    return map.mode() instanceof MapMode.Distributed mode
        ? ReaderData.of(data, mode.reader())
        : ReaderData.NONE;
  }

  /**
   * What a mock lets the work of a state come to.
   *
   * @param mock with a result or an error, not both
   * @throws RefusedTestException where the work could not give such a result
   */
  public Outcome<Payload> outcome(Mock mock, State state) {
    if (mock.result().isEmpty()) {
      return Outcome.failed(mock.error().orElse(new StatesError(null, null)));
    }
    Payload result;
    try {
      result = Payload.parse(mock.result().get());
    } catch (InvalidJsonException _) {
      throw RefusedTestException.request("Mocked result must be valid JSON");
    }
    checkResult(state, mock, result.tree());
    return Outcome.ok(result);
  }

  private void checkResult(State state, Mock mock, @Nullable Object result) {
    switch (state) {
      case MapState map when map.mode() instanceof MapMode.Distributed mode
          && mode.writer() instanceof ResultWriter.Export -> {
        if (!(result instanceof Map<?, ?>)) {
          throw RefusedTestException.request("Mocked result must be a JSON object.");
        }
      }
      case MapState _ -> array(result);
      case ParallelState parallel -> {
        if (array(result).size() != parallel.branches().size()) {
          throw RefusedTestException.request("Mocked result must contain the same number of items"
              + " as number of Parallel branches.");
        }
      }
      case TaskState task when mock.validation() != ValidationMode.NONE -> AnsweringCall
          .of(task.resource())
          .ifPresent(call -> models.of(call.service())
              .ifPresent(model -> MockedAnswer.check(model, call, mock.validation(), result)));
      default -> {
        // Nobody says what it must be like.
      }
    }
  }

  private static List<?> array(@Nullable Object result) {
    if (result instanceof List<?> list) {
      return list;
    }
    throw RefusedTestException.request("Mocked result must be an array.");
  }
}
