package dev.pawl.local.mock;

import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mock configuration of AWS Step Functions Local.
 *
 * @param machines by state machine and test case the response of each state
 * @param responses by name what consecutive calls bring
 */
record LocalMockFile(Map<String, Map<String, Map<String, String>>> machines,
    Map<String, List<Outcome<Payload>>> responses) implements MockFile {
  /** A call's number, or the first and the last of several. */
  private static final Pattern NUMBERS = Pattern
      .compile("(0|[1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?");

  static LocalMockFile read(Map<?, ?> root) {
    MockFile.allow("", root, Set.of("StateMachines", "MockedResponses"));
    Map<String, List<Outcome<Payload>>> responses = new LinkedHashMap<>();
    MockFile.object("MockedResponses", root.get("MockedResponses")).forEach((name, numbered) -> {
      String place = "MockedResponses." + name;
      responses.put(String.valueOf(name), response(place, MockFile.object(place, numbered)));
    });
    Map<String, Map<String, Map<String, String>>> machines = new LinkedHashMap<>();
    MockFile.object("StateMachines", root.get("StateMachines")).forEach((name, machine) -> {
      String place = "StateMachines." + name;
      Map<?, ?> members = MockFile.object(place, machine);
      MockFile.allow(place, members, Set.of("TestCases"));
      machines.put(String.valueOf(name),
          testCases(place + ".TestCases", members.get("TestCases"), responses));
    });
    return new LocalMockFile(machines, responses);
  }

  private static Map<String, Map<String, String>> testCases(String place,
      @Nullable Object value, Map<String, ?> responses) {
    Map<String, Map<String, String>> cases = new LinkedHashMap<>();
    MockFile.object(place, value).forEach((name, states) -> {
      String at = place + "." + name;
      Map<String, String> named = new LinkedHashMap<>();
      MockFile.object(at, states).forEach((state, response) -> {
        String wanted = MockFile.text(at + "." + state, response);
        if (!responses.containsKey(wanted)) {
          throw new InvalidMocksException(at + "." + state,
              "There is no mocked response '" + wanted + "'.");
        }
        named.put(String.valueOf(state), wanted);
      });
      cases.put(String.valueOf(name), named);
    });
    return cases;
  }

  private static List<Outcome<Payload>> response(String place, Map<?, ?> numbered) {
    TreeMap<Integer, Outcome<Payload>> byNumber = new TreeMap<>();
    numbered.forEach((numbers, answer) -> {
      String at = place + "." + numbers;
      Matcher matcher = NUMBERS.matcher(String.valueOf(numbers));
      if (!matcher.matches()) {
        throw new InvalidMocksException(at,
            "A number of a call such as 0, or a range such as 1-2, is wanted.");
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (last < first) {
        throw new InvalidMocksException(at, "The range ends before it begins.");
      }
      Outcome<Payload> outcome = outcome(at, MockFile.object(at, answer));
      for (int number = first; number <= last; number++) {
        if (byNumber.put(number, outcome) != null) {
          throw new InvalidMocksException(at, "The call " + number + " has two answers.");
        }
      }
    });
    for (int number = 0; number < Math.max(1, byNumber.size()); number++) {
      if (!byNumber.containsKey(number)) {
        throw new InvalidMocksException(place, "The call " + number + " has no answer.");
      }
    }
    return new ArrayList<>(byNumber.values());
  }

  private static Outcome<Payload> outcome(String place, Map<?, ?> answer) {
    MockFile.allow(place, answer, Set.of("Return", "Throw"));
    if (answer.size() != 1) {
      throw new InvalidMocksException(place, "Either Return or Throw is wanted, and not both.");
    }
    if (answer.containsKey("Return")) {
      return Outcome.ok(Payload.of(answer.get("Return")));
    }
    String at = place + ".Throw";
    Map<?, ?> thrown = MockFile.object(at, answer.get("Throw"));
    MockFile.allow(at, thrown, Set.of("Error", "Cause"));
    return Outcome.failed(new StatesError(MockFile.text(at + ".Error", thrown.get("Error")),
        thrown.containsKey("Cause") ? MockFile.text(at + ".Cause", thrown.get("Cause")) : null));
  }

  @Override
  public MockPlan plan(StateMachine definition, Optional<String> stateMachine,
      Optional<String> testCase) {
    String machine = chosen("", "state machine", machines, stateMachine);
    String place = "StateMachines." + machine + ".TestCases";
    Map<String, Map<String, String>> cases = machines.getOrDefault(machine, Map.of());
    String name = chosen(place, "test case", cases, testCase);
    MockPlan plan = MockPlan.NONE;
    for (Map.Entry<String, String> state : cases.getOrDefault(name, Map.of()).entrySet()) {
      State known = MockPlan.mockable(definition, state.getKey(), place + "." + name);
      plan = plan.with(known.name(), responses.getOrDefault(state.getValue(), List.of()));
    }
    return plan;
  }

  private static String chosen(String place, String what, Map<String, ?> all,
      Optional<String> wanted) {
    if (wanted.isPresent()) {
      if (!all.containsKey(wanted.get())) {
        throw new InvalidMocksException(place, "The mocks have no %s '%s'; there is %s."
            .formatted(what, wanted.get(), String.join(", ", all.keySet())));
      }
      return wanted.get();
    }
    if (all.size() != 1) {
      throw new InvalidMocksException(place, all.isEmpty()
          ? "The mocks have no " + what + "."
          : "The mocks have more than one %s; choose of %s.".formatted(what,
              String.join(", ", all.keySet())));
    }
    return all.keySet().iterator().next();
  }
}
