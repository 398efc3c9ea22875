package dev.pawl.local.mock;

import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.teststate.Mock;
import dev.pawl.core.teststate.RefusedTestException;
import dev.pawl.core.teststate.StateTests;
import dev.pawl.core.teststate.ValidationMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mocks as TestState takes them, by the names of states: one, or an array of them for consecutive calls.
 *
 * @param states by name what the file says
 */
record TestStateMockFile(Map<?, ?> states) implements MockFile {
  @Override
  public MockPlan plan(StateMachine definition, Optional<String> stateMachine,
      Optional<String> testCase) {
    if (stateMachine.isPresent() || testCase.isPresent()) {
      throw new InvalidMocksException("",
          "Only a mock configuration of Step Functions Local has state machines and test cases, and this is none.");
    }
    StateTests tests = new StateTests();
    MockPlan plan = MockPlan.NONE;
    for (Map.Entry<?, ?> entry : states.entrySet()) {
      String name = String.valueOf(entry.getKey());
      State state = MockPlan.mockable(definition, name, "");
      List<Outcome<Payload>> answers = new ArrayList<>();
      if (entry.getValue() instanceof List<?> inTurn) {
        for (Object mock : inTurn) {
          answers.add(outcome(name + "[" + answers.size() + "]", mock, state, tests));
        }
      } else {
        answers.add(outcome(name, entry.getValue(), state, tests));
      }
      plan = plan.with(name, answers);
    }
    return plan;
  }

  private static Outcome<Payload> outcome(String place, @Nullable Object given, State state,
      StateTests tests) {
    Map<?, ?> members = MockFile.object(place, given);
    MockFile.allow(place, members, Set.of("result", "errorOutput", "fieldValidationMode"));
    if (members.containsKey("result") == members.containsKey("errorOutput")) {
      throw new InvalidMocksException(place,
          "Either result or errorOutput is wanted, and not both.");
    }
    try {
      return tests.outcome(mock(place, members), state);
    } catch (RefusedTestException e) {
      throw new InvalidMocksException(place, e.text());
    }
  }

  /** As the API has it a result is the text of JSON; in a file JSON itself reads better. */
  private static Mock mock(String place, Map<?, ?> members) {
    Object result = members.get("result");
    return new Mock(
        members.containsKey("result")
            ? Optional.of(result instanceof String text ? text : Json.write(result))
            : Optional.empty(),
        members.containsKey("errorOutput")
            ? Optional.of(error(place + ".errorOutput", members.get("errorOutput")))
            : Optional.empty(),
        members.containsKey("fieldValidationMode")
            ? mode(place + ".fieldValidationMode", members.get("fieldValidationMode"))
            : ValidationMode.STRICT);
  }

  private static StatesError error(String place, @Nullable Object given) {
    Map<?, ?> members = MockFile.object(place, given);
    MockFile.allow(place, members, Set.of("error", "cause"));
    return new StatesError(MockFile.text(place + ".error", members.get("error")),
        members.containsKey("cause")
            ? MockFile.text(place + ".cause", members.get("cause"))
            : null);
  }

  private static ValidationMode mode(String place, @Nullable Object given) {
    try {
      return ValidationMode.valueOf(MockFile.text(place, given));
    } catch (IllegalArgumentException _) {
      throw new InvalidMocksException(place, "STRICT, PRESENT or NONE is wanted here.");
    }
  }
}
