package dev.pawl.local.mock;

import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For each mocked state what its calls bring, one after the other; the last stands for all that follow. Immutable. */
public final class MockPlan {
  /** Mocks nothing. */
  public static final MockPlan NONE = new MockPlan(Map.of());

  private final Map<String, List<Outcome<Payload>>> answers;

  private MockPlan(Map<String, List<Outcome<Payload>>> answers) {
    this.answers = Map.copyOf(answers);
  }

  /** The same with a state's answers, in place of those that it has; at least one. */
  public MockPlan with(String state, List<Outcome<Payload>> inTurn) {
    if (inTurn.isEmpty()) {
      throw new InvalidMocksException("", "The state '" + state + "' has no answers.");
    }
    Map<String, List<Outcome<Payload>>> more = new LinkedHashMap<>(answers);
    more.put(state, List.copyOf(inTurn));
    return new MockPlan(more);
  }

  /** The same with the answers of another plan, which go before these. */
  public MockPlan with(MockPlan other) {
    Map<String, List<Outcome<Payload>>> more = new LinkedHashMap<>(answers);
    more.putAll(other.answers);
    return new MockPlan(more);
  }

  /** The answers of one run, all still to come. */
  public Mocks begin() {
    Map<String, Integer> used = new HashMap<>();
    return call -> {
      List<Outcome<Payload>> inTurn = answers.get(call.state());
      if (inTurn == null) {
        return Optional.empty();
      }
      int number = used.merge(call.state(), 1, Integer::sum);
      return Optional.of(
          answer(inTurn.get(Math.min(number, inTurn.size()) - 1)));
    };
  }

  /** A service that begins work for later is taken to have answered with the result. */
  private static Mocked answer(Outcome<Payload> outcome) {
    return new Mocked.Answer(
        outcome instanceof Outcome.Ok<Payload>(Payload result)
            ? Optional.of(result)
            : Optional.empty(),
        outcome);
  }

  /**
   * The state of that name, if it can be mocked.
   *
   * @param place where it is named
   * @throws InvalidMocksException where there is none, or it calls nothing
   */
  public static State mockable(StateMachine machine, String name, String place) {
    State state = machine.states().get(name);
    return switch (state) {
      case null -> throw new InvalidMocksException(place,
          "The definition has no state '" + name + "'.");
      case TaskState task -> task;
      case MapState map when map.mode() instanceof MapMode.Distributed -> map;
      case MapState _,ParallelState _ -> throw new InvalidMocksException(place, "The state '" + name
          + "' runs other states here: mock those instead.");
      default -> throw new InvalidMocksException(place,
          "The state '%s' is a %s state, which calls nothing.".formatted(name, state.type()));
    };
  }
}
