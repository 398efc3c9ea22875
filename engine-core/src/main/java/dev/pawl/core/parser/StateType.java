package dev.pawl.core.parser;

import dev.pawl.core.asl.QueryLanguage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The state types and the fields that each has: the language's field table, as data. */
enum StateType {
  TASK("Task", new Fields(
      "Resource Assign Next End Retry Catch TimeoutSeconds HeartbeatSeconds Credentials",
      "InputPath OutputPath Parameters ResultSelector ResultPath TimeoutSecondsPath"
          + " HeartbeatSecondsPath",
      "Arguments Output",
      "Resource")), WAIT("Wait",
          new Fields(
              "Seconds Timestamp Assign Next End",
              "InputPath OutputPath SecondsPath TimestampPath",
              "Output",
              "")), PASS("Pass",
                  new Fields(
                      "Assign Next End",
                      "InputPath OutputPath Parameters ResultPath Result",
                      "Output",
                      "")), SUCCEED("Succeed",
                          new Fields(
                              "",
                              "InputPath OutputPath",
                              "Output",
                              "")), FAIL("Fail",
                                  new Fields(
                                      "Error Cause",
                                      "ErrorPath CausePath",
                                      "",
                                      "")), CHOICE("Choice",
                                          new Fields(
                                              "Choices Default Assign",
                                              "InputPath OutputPath",
                                              "Output",
                                              "Choices")), PARALLEL("Parallel",
                                                  new Fields(
                                                      "Branches Assign Next End Retry Catch",
                                                      "InputPath OutputPath Parameters ResultSelector ResultPath",
                                                      "Arguments Output",
                                                      "Branches")), MAP("Map",
                                                          new Fields(
                                                              "ItemProcessor Iterator ItemReader ItemSelector ItemBatcher ResultWriter MaxConcurrency"
                                                                  + " ToleratedFailurePercentage ToleratedFailureCount Label Assign Next End Retry Catch",
                                                              "InputPath OutputPath Parameters ResultSelector ResultPath ItemsPath MaxConcurrencyPath"
                                                                  + " ToleratedFailurePercentagePath ToleratedFailureCountPath",
                                                              "Items Output",
                                                              ""));

  private static final Set<String> EVERYWHERE = Set.of("Type", "Comment", "QueryLanguage");
  private static final List<String> SPELLINGS = Arrays.stream(values()).map(StateType::spelling)
      .toList();

  private final String spelling;
  private final Set<String> jsonPath;
  private final Set<String> jsonata;
  private final List<String> required;

  StateType(String spelling, Fields fields) {
    this.spelling = spelling;
    this.jsonPath = union(fields.both(), fields.jsonPath());
    this.jsonata = union(fields.both(), fields.jsonata());
    this.required = words(fields.required());
  }

  /** Field names, separated by blanks. */
  private record Fields(String both, String jsonPath, String jsonata, String required) {}

  String spelling() {
    return spelling;
  }

  /** What a state's {@code Type} says; a missing or unknown one is reported. */
  static Optional<StateType> of(Element state) {
    if (!state.require(List.of("Type"))) {
      return Optional.empty();
    }
    return state.word("Type", SPELLINGS)
        .map(word -> values()[SPELLINGS.indexOf(word)]);
  }

  /** Reports the fields that this type must have and has not, and those that it cannot have. */
  void check(Element state, QueryLanguage language) {
    state.require(required);
    QueryLanguage other = other(language);
    for (String name : state.names()) {
      if (EVERYWHERE.contains(name) || fields(language).contains(name)) {
        continue;
      }
      if (fields(other).contains(name)) {
        state.diagnostics().schema("The QueryLanguage is set to '" + language.spelling()
            + "', but field '" + name + "' is only supported for the '" + other.spelling()
            + "' QueryLanguage", state.location());
      } else {
        state.diagnostics().schema("Field '" + name + "' is not supported", state.location());
      }
    }
  }

  private Set<String> fields(QueryLanguage language) {
    return switch (language) {
      case JSON_PATH -> jsonPath;
      case JSONATA -> jsonata;
    };
  }

  private static QueryLanguage other(QueryLanguage language) {
    return switch (language) {
      case JSON_PATH -> QueryLanguage.JSONATA;
      case JSONATA -> QueryLanguage.JSON_PATH;
    };
  }

  private static Set<String> union(String some, String more) {
    Set<String> all = new HashSet<>(words(some));
    all.addAll(words(more));
    return Set.copyOf(all);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }
}
