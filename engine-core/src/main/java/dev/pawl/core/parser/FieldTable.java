package dev.pawl.core.parser;

import dev.pawl.core.asl.QueryLanguage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which fields each state type has in each query language (reference: asl, section 2). */
final class FieldTable {
  private static final String TABLE = """
      Task      required  Resource
      Task      both      Resource TimeoutSeconds HeartbeatSeconds Credentials
      Task      both      Assign Next End Retry Catch
      Task      JSONPath  InputPath OutputPath Parameters ResultSelector ResultPath
      Task      JSONPath  TimeoutSecondsPath HeartbeatSecondsPath
      Task      JSONata   Arguments Output
      Parallel  required  Branches
      Parallel  both      Branches Assign Next End Retry Catch
      Parallel  JSONPath  InputPath OutputPath Parameters ResultSelector ResultPath
      Parallel  JSONata   Arguments Output
      Map       both      ItemProcessor Iterator ItemReader ItemSelector ItemBatcher ResultWriter
      Map       both      MaxConcurrency ToleratedFailurePercentage ToleratedFailureCount Label
      Map       both      Assign Next End Retry Catch
      Map       JSONPath  InputPath OutputPath Parameters ResultSelector ResultPath ItemsPath
      Map       JSONPath  MaxConcurrencyPath ToleratedFailurePercentagePath
      Map       JSONPath  ToleratedFailureCountPath
      Map       JSONata   Items Output
      Pass      both      Assign Next End
      Pass      JSONPath  InputPath OutputPath Parameters ResultPath Result
      Pass      JSONata   Output
      Wait      both      Seconds Timestamp Assign Next End
      Wait      JSONPath  InputPath OutputPath SecondsPath TimestampPath
      Wait      JSONata   Output
      Choice    required  Choices
      Choice    both      Choices Default Assign
      Choice    JSONPath  InputPath OutputPath
      Choice    JSONata   Output
      Succeed   JSONPath  InputPath OutputPath
      Succeed   JSONata   Output
      Fail      both      Error Cause
      Fail      JSONPath  ErrorPath CausePath
      """;

  private static final Set<String> EVERYWHERE = Set.of("Type", "Comment", "QueryLanguage");
  private static final Map<String, Set<String>> CELLS = cells();

  private FieldTable() {}

  /** Reports the fields that a state must have and has not, and those that it cannot have. */
  static void check(Element state, StateType type, QueryLanguage language) {
    state.require(List.copyOf(cell(type, "required")));
    for (String name : state.names()) {
      if (!EVERYWHERE.contains(name) && !has(type, language, name)) {
        state.refuse(name, language, has(type, LanguageFields.other(language), name));
      }
    }
  }

  private static boolean has(StateType type, QueryLanguage language, String name) {
    return cell(type, "both").contains(name) || cell(type, language.spelling()).contains(name);
  }

  private static Set<String> cell(StateType type, String column) {
    return CELLS.getOrDefault(type.spelling() + " " + column, Set.of());
  }

  private static Map<String, Set<String>> cells() {
    Map<String, Set<String>> cells = new HashMap<>();
    TABLE.lines().forEach(line -> {
      List<String> words = List.of(line.split(" +", -1));
      cells.computeIfAbsent(words.get(0) + " " + words.get(1), _ -> new HashSet<>())
          .addAll(words.subList(2, words.size()));
    });
    return cells;
  }
}
