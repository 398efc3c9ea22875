package dev.pawl.core.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What AWS said about definitions, asked of the parser. */
class RecordedDefinitionsTest {
  /** Definitions that AWS took. */
  private static final int ACCEPTED_FLOOR = 963;

  /** Definitions of whole machines among them. */
  private static final int PRINTED_FLOOR = 891;

  /** Definitions that AWS refused, and ValidateStateMachineDefinition answers. */
  private static final int JUDGED_FLOOR = 17;

  /** Definitions whose variable references AWS listed. */
  private static final int REFERENCES_FLOOR = 16;

  private static final String INVALID_DEFINITION = "InvalidDefinition";
  private static final String MESSAGE = "Invalid State Machine Definition: ";

  @Test
  void whatAwsTookIsTaken() {
    List<String> refused = new ArrayList<>();
    int accepted = 0;

    for (Path file : SharedFiles.under("conformance/cases")) {
      for (Definition definition : accepted(file)) {
        if (definition.parse() instanceof ParseResult.Invalid invalid) {
          refused.add(file.getFileName() + ": " + invalid.message());
        } else {
          accepted++;
        }
      }
    }

    assertThat(refused).isEmpty();
    assertThat(accepted).isGreaterThanOrEqualTo(ACCEPTED_FLOOR);
  }

  @Test
  void whatAwsTookComesBackFromPrintingAsItWas() {
    int printed = 0;

    for (Path file : SharedFiles.under("conformance/cases")) {
      for (Definition definition : accepted(file)) {
        if (!definition.lone()) {
          Parsed.assertComesBack(definition.text(), definition.type(), file.toString());
          printed++;
        }
      }
    }

    assertThat(printed).isGreaterThanOrEqualTo(PRINTED_FLOOR);
  }

  @Test
  void whatAwsRefusedIsRefusedInItsWords() {
    List<String> different = new ArrayList<>();
    int judged = 0;

    for (Path file : SharedFiles.under("conformance/cases")) {
      Map<?, ?> recording = object(Json.parse(SharedFiles.read(file)));
      for (Object step : steps(recording)) {
        Map<?, ?> recorded = object(step);
        Object expected = expectation(recorded);
        if (expected == null) {
          continue;
        }
        Object actual = answer(recorded);
        if (actual.equals(filled(expected, recording))) {
          judged++;
        } else {
          different.add(file.getFileName() + ": " + actual + " instead of " + expected);
        }
      }
    }

    assertThat(different).isEmpty();
    assertThat(judged).isGreaterThanOrEqualTo(JUDGED_FLOOR);
  }

  @Test
  void theVariablesThatAwsListsAreFound() {
    int listed = 0;

    for (Path file : SharedFiles.under("conformance/cases")) {
      Map<?, ?> sent = Map.of();
      for (Object step : steps(object(Json.parse(SharedFiles.read(file))))) {
        Map<?, ?> recorded = object(step);
        if (object(recorded.get("args")).containsKey("definition")) {
          sent = recorded;
        }
        Map<?, ?> response = object(object(recorded.get("expect")).get("response"));
        if (response.containsKey("variableReferences")) {
          assertThat(references(definition(sent))).as(file.toString())
              .isEqualTo(response.get("variableReferences"));
          listed++;
        }
      }
    }

    assertThat(listed).isGreaterThanOrEqualTo(REFERENCES_FLOOR);
  }

  private static Map<String, List<String>> references(Definition definition) {
    assertThat(definition.parse()).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) definition.parse()).machine().variableReferences();
  }

  /**
   * A definition that was sent to AWS.
   *
   * @param lone whether it is one state, sent to TestState
   */
  private record Definition(String text, MachineType type, boolean lone) {
    ParseResult parse() {
      return lone ? DefinitionParser.parseState(text) : DefinitionParser.parse(text, type);
    }
  }

  private static List<Definition> accepted(Path file) {
    Map<?, ?> recording = object(Json.parse(SharedFiles.read(file)));
    List<Definition> definitions = new ArrayList<>();
    Map<?, ?> machine = object(recording.get("stateMachine"));
    if (!machine.isEmpty()) {
      Object text = machine.get("definitionText");
      definitions.add(new Definition(text(text == null ? machine.get("definition") : text),
          type(recording.get("machineType")), false));
    }
    for (Object step : steps(recording)) {
      Map<?, ?> recorded = object(step);
      Map<?, ?> args = object(recorded.get("args"));
      boolean succeeded = !object(recorded.get("expect")).containsKey("error");
      Object definition = args.get("definition");
      if (succeeded && definition != null
          && List.of("CreateStateMachine", "UpdateStateMachine", "TestState")
              .contains(String.valueOf(recorded.get("op")))) {
        definitions.add(definition(recorded));
      }
    }
    return definitions;
  }

  /** What AWS answered, where it judged a definition; else null. */
  private static @Nullable Object expectation(Map<?, ?> step) {
    Map<?, ?> expect = object(step.get("expect"));
    if ("ValidateStateMachineDefinition".equals(step.get("op"))) {
      return object(expect.get("response")).get("diagnostics");
    }
    Map<?, ?> error = object(expect.get("error"));
    return INVALID_DEFINITION.equals(error.get("code"))
        && String.valueOf(error.get("message")).startsWith(MESSAGE) ? error.get("message") : null;
  }

  private static Object answer(Map<?, ?> step) {
    ParseResult result = definition(step).parse();
    List<Diagnostic> diagnostics = switch (result) {
      case ParseResult.Valid _ -> List.of();
      case ParseResult.Invalid invalid -> invalid.diagnostics();
    };
    if (!"ValidateStateMachineDefinition".equals(step.get("op"))) {
      return result instanceof ParseResult.Invalid invalid ? invalid.message() : "accepted";
    }
    return diagnostics.stream().map(RecordedDefinitionsTest::asAnswer).toList();
  }

  private static Map<String, String> asAnswer(Diagnostic diagnostic) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("code", diagnostic.code());
    answer.put("message", diagnostic.message());
    answer.put("severity", diagnostic.severity().name());
    if (!diagnostic.location().isEmpty()) {
      answer.put("location", diagnostic.location());
    }
    return answer;
  }

  private static Definition definition(Map<?, ?> step) {
    Map<?, ?> args = object(step.get("args"));
    boolean lone = "TestState".equals(step.get("op")) && !args.containsKey("stateName");
    return new Definition(text(args.get("definition")), type(args.get("type")), lone);
  }

  private static MachineType type(@Nullable Object name) {
    return name == null ? MachineType.STANDARD : MachineType.valueOf(name.toString());
  }

  private static String text(@Nullable Object definition) {
    return definition instanceof String text ? text : Json.write(definition);
  }

  /** Puts the recording's own names where it has tokens for them. */
  private static Object filled(Object expected, Map<?, ?> recording) {
    if (!(expected instanceof String text)) {
      return expected;
    }
    String filled = text;
    for (Map.Entry<?, ?> token : object(recording.get("tokens")).entrySet()) {
      if (object(token.getValue()).get("values") instanceof List<?> values) {
        filled = filled.replace("<" + token.getKey() + ">", String.valueOf(values.getFirst()));
      }
    }
    return filled;
  }

  private static List<?> steps(Map<?, ?> recording) {
    return recording.get("steps") instanceof List<?> steps ? steps : List.of();
  }

  private static Map<?, ?> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
