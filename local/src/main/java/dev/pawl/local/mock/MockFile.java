package dev.pawl.local.mock;

import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A file with mocks, in either form. */
public sealed interface MockFile permits LocalMockFile, TestStateMockFile {
  /**
   * Reads a file; which form it has its content tells.
   *
   * @throws InvalidMocksException where it has neither
   */
  static MockFile parse(String json) {
    Map<?, ?> root;
    try {
      root = object("", Json.parse(json));
    } catch (InvalidJsonException e) {
      throw new InvalidMocksException("", "The mocks are not JSON: " + e.getMessage());
    }
    return root.containsKey("StateMachines") || root.containsKey("MockedResponses")
        ? LocalMockFile.read(root)
        : new TestStateMockFile(root);
  }

  /**
   * The mocks for one run of a definition.
   *
   * @param stateMachine which of the file's; empty where it has one
   * @param testCase which of its test cases; empty where it has one
   * @throws InvalidMocksException where there is no such, or the mocks do not fit the definition
   */
  MockPlan plan(StateMachine definition, Optional<String> stateMachine, Optional<String> testCase);

  /** @throws InvalidMocksException where it is none */
  static Map<?, ?> object(String place, @Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw new InvalidMocksException(place,
        place.isEmpty() ? "The mocks must be a JSON object." : "A JSON object is wanted here.");
  }

  /** @throws InvalidMocksException where it is none */
  static String text(String place, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new InvalidMocksException(place, "Text is wanted here.");
  }

  /** @throws InvalidMocksException where there is a member that is not allowed */
  static void allow(String place, Map<?, ?> object, Set<String> members) {
    for (Object name : object.keySet()) {
      if (!members.contains(String.valueOf(name))) {
        throw new InvalidMocksException(place,
            "The field '" + name + "' is not known here; known are "
                + members.stream().sorted().collect(Collectors.joining(", ")) + ".");
      }
    }
  }
}
