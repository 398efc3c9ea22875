package dev.pawl.core.parser;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The values of {@code Type}, in the order in which messages list them. */
enum StateType {
  TASK("Task"),
  WAIT("Wait"),
  PASS("Pass"),
  SUCCEED("Succeed"),
  FAIL("Fail"),
  CHOICE("Choice"),
  PARALLEL("Parallel"),
  MAP("Map");

  private static final List<String> SPELLINGS = Arrays.stream(values()).map(StateType::spelling)
      .toList();

  private final String spelling;

  StateType(String spelling) {
    this.spelling = spelling;
  }

  /** As a definition writes it. */
  String spelling() {
    return spelling;
  }

  /** What a state's {@code Type} says; a missing or unknown one is reported. */
  static Optional<StateType> of(Element state) {
    if (!state.require(List.of("Type"))) {
      return Optional.empty();
    }
    return state.word("Type", SPELLINGS).map(word -> values()[SPELLINGS.indexOf(word)]);
  }
}
