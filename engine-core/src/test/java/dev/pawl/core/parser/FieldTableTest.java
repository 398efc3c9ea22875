package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errors;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every field of the language, in every type of state, in both query languages. */
class FieldTableTest {
  /** The language's tables, turned: a field and the states that have it; nothing else has it. */
  private static final Map<String, String> JSONPATH = Map.ofEntries(
      Map.entry("InputPath", "Task Parallel Map Pass Wait Choice Succeed"),
      Map.entry("OutputPath", "Task Parallel Map Pass Wait Choice Succeed"),
      Map.entry("Parameters", "Task Parallel Map Pass"),
      Map.entry("ResultSelector", "Task Parallel Map"),
      Map.entry("ResultPath", "Task Parallel Map Pass"),
      Map.entry("Result", "Pass"),
      Map.entry("TimeoutSecondsPath", "Task"),
      Map.entry("HeartbeatSecondsPath", "Task"),
      Map.entry("SecondsPath", "Wait"),
      Map.entry("TimestampPath", "Wait"),
      Map.entry("ErrorPath", "Fail"),
      Map.entry("CausePath", "Fail"),
      Map.entry("ItemsPath", "Map"),
      Map.entry("MaxConcurrencyPath", "Map"),
      Map.entry("ToleratedFailurePercentagePath", "Map"),
      Map.entry("ToleratedFailureCountPath", "Map"));

  private static final Map<String, String> JSONATA = Map.of(
      "Arguments", "Task Parallel",
      "Output", "Task Parallel Map Pass Wait Choice Succeed",
      "Items", "Map");

  private static final Map<String, String> BOTH = Map.ofEntries(
      Map.entry("Assign", "Task Parallel Map Pass Wait Choice"),
      Map.entry("Next", "Task Parallel Map Pass Wait"),
      Map.entry("End", "Task Parallel Map Pass Wait"),
      Map.entry("Retry", "Task Parallel Map"),
      Map.entry("Catch", "Task Parallel Map"),
      Map.entry("Resource", "Task"),
      Map.entry("TimeoutSeconds", "Task"),
      Map.entry("HeartbeatSeconds", "Task"),
      Map.entry("Credentials", "Task"),
      Map.entry("Seconds", "Wait"),
      Map.entry("Timestamp", "Wait"),
      Map.entry("Choices", "Choice"),
      Map.entry("Default", "Choice"),
      Map.entry("Error", "Fail"),
      Map.entry("Cause", "Fail"),
      Map.entry("Branches", "Parallel"),
      Map.entry("ItemProcessor", "Map"),
      Map.entry("Iterator", "Map"),
      Map.entry("ItemReader", "Map"),
      Map.entry("ItemSelector", "Map"),
      Map.entry("ItemBatcher", "Map"),
      Map.entry("ResultWriter", "Map"),
      Map.entry("MaxConcurrency", "Map"),
      Map.entry("ToleratedFailurePercentage", "Map"),
      Map.entry("ToleratedFailureCount", "Map"),
      Map.entry("Label", "Map"),
      Map.entry("Comment", "Task Parallel Map Pass Wait Choice Succeed Fail"),
      Map.entry("Anything", ""));

  @Test
  void aStateHasTheFieldsOfItsTypeAndLanguageAndNoOthers() {
    Set<String> fields = new TreeSet<>(JSONPATH.keySet());
    fields.addAll(JSONATA.keySet());
    fields.addAll(BOTH.keySet());
    List<String> wrong = new ArrayList<>();

    for (StateType type : StateType.values()) {
      for (String field : fields) {
        check(type.spelling(), "JSONPath", field, JSONPATH, JSONATA, wrong);
        check(type.spelling(), "JSONata", field, JSONATA, JSONPATH, wrong);
      }
    }

    assertThat(wrong).isEmpty();
  }

  private static void check(String type, String language, String field, Map<String, String> own,
      Map<String, String> other, List<String> wrong) {
    List<String> errors = errors("{'StartAt': 'X', 'States': {'X': {'Type': '" + type
        + "', 'QueryLanguage': '" + language + "', '" + field + "': 7}}}");
    String unknown = "Field '" + field + "' is not supported at /States/X";
    String foreign = "The QueryLanguage is set to '" + language + "', but field '" + field
        + "' is only supported for the";
    boolean refused = errors.stream().anyMatch(e -> e.contains(unknown));
    boolean refusedForLanguage = errors.stream().anyMatch(e -> e.contains(foreign));
    boolean has = has(own, field, type) || has(BOTH, field, type);
    boolean otherHas = has(other, field, type);
    if (refused != (!has && !otherHas) || refusedForLanguage != (!has && otherHas)) {
      wrong.add(type + " " + language + " " + field + ": " + errors);
    }
  }

  private static boolean has(Map<String, String> table, String field, String type) {
    return List.of(table.getOrDefault(field, "").split(" ", -1)).contains(type);
  }
}
