package dev.pawl.api.teststate;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.Configurations;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.teststate.InspectionLevel;
import dev.pawl.core.teststate.Mock;
import dev.pawl.core.teststate.RefusedTestException;
import dev.pawl.core.teststate.StateConfiguration;
import dev.pawl.core.teststate.StateTest;
import dev.pawl.core.teststate.StateTests;
import dev.pawl.core.teststate.TestRequest;
import dev.pawl.core.teststate.TestResult;
import dev.pawl.core.teststate.ValidationMode;
import dev.pawl.db.Database;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Runs one state, alone, and says what came of it. */
public final class TestState implements Operation {
  /** Each holds its data in memory, for up to five minutes. */
  private static final int MOST_RUNNING = 1_000;

  private final StateTests tests = new StateTests();
  private final Semaphore room = new Semaphore(MOST_RUNNING);
  private final Database database;
  private final ApiSettings settings;
  private final StateTester tester;

  public TestState(Database database, ApiSettings settings, StateTester tester) {
    this.database = database;
    this.settings = settings;
    this.tester = tester;
  }

  @Override
  public String name() {
    return "TestState";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    if (!room.tryAcquire()) {
      throw ApiError.THROTTLING.about("Rate exceeded");
    }
    try {
      return answer(request);
    } catch (RefusedTestException e) {
      throw switch (e.reason()) {
        case DEFINITION -> ApiError.INVALID_DEFINITION.about(e.text());
        case INPUT -> ApiError.INVALID_EXECUTION_INPUT.about(e.text());
        case REQUEST -> ApiError.VALIDATION.about(e.text());
      };
    } finally {
      room.release();
    }
  }

  private Map<String, @Nullable Object> answer(Request request) {
    Optional<String> role = request.optionalText("roleArn");
    role.ifPresent(Configurations::checkRole);
    InspectionLevel level = request.optionalText("inspectionLevel").map(InspectionLevel::valueOf)
        .orElse(InspectionLevel.INFO);
    StateTest test = tests.prepare(asked(request, role));
    return tree(new TestedRun(test, role.orElse(""), settings, database.clock(), tester).result(),
        level);
  }

  private static TestRequest asked(Request request, Optional<String> role) {
    return new TestRequest(request.text("definition"), request.optionalText("stateName"), role,
        request.optionalText("input"), request.optionalText("variables"),
        request.optionalText("context"),
        request.structure("mock").map(Request::new).map(TestState::mock),
        request.structure("stateConfiguration").map(Request::new).map(TestState::configuration)
            .orElse(StateConfiguration.NONE),
        request.flag("revealSecrets", false));
  }

  private static Mock mock(Request mock) {
    return new Mock(mock.optionalText("result"),
        mock.structure("errorOutput").map(Request::new)
            .map(error -> new StatesError(error.optionalText("error").orElse(null),
                error.optionalText("cause").orElse(null))),
        mock.optionalText("fieldValidationMode").map(ValidationMode::valueOf)
            .orElse(ValidationMode.STRICT));
  }

  private static StateConfiguration configuration(Request assumed) {
    return new StateConfiguration(number(assumed, "retrierRetryCount"),
        assumed.optionalText("errorCausedByState"), number(assumed, "mapIterationFailureCount"),
        assumed.optionalText("mapItemReaderData"));
  }

  private static OptionalInt number(Request request, String member) {
    return request.integer(member).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static Map<String, @Nullable Object> tree(TestResult result, InspectionLevel level) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    Payload output = result.output();
    if (output != null) {
      tree.put("output", output.text());
    }
    StatesError error = result.error();
    if (error != null && error.name() != null) {
      tree.put("error", error.name());
    }
    if (error != null && error.cause() != null) {
      tree.put("cause", error.cause());
    }
    if (level != InspectionLevel.INFO) {
      tree.put("inspectionData", result.inspection());
    }
    if (result.nextState() != null) {
      tree.put("nextState", result.nextState());
    }
    tree.put("status", result.status().name());
    return tree;
  }
}
