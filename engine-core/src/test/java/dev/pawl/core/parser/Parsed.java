package dev.pawl.core.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import java.util.List;

/** Definitions in short for tests, and what came of them. Single quotes stand for double ones. */
final class Parsed {
  private Parsed() {}

  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** A machine of one state, X. */
  static String machineOf(String state) {
    return "{'StartAt': 'X', 'States': {'X': " + state + "}}";
  }

  static StateMachine machine(String definition) {
    ParseResult result = DefinitionParser.parse(json(definition), MachineType.STANDARD);
    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) result).machine();
  }

  static <S extends State> S state(Class<S> type, String state) {
    return type.cast(machine(machineOf(state)).state("X"));
  }

  /** Parses, prints and parses a definition; the two state machines must be equal. */
  static void assertComesBack(String definition, MachineType type, String description) {
    StateMachine once = valid(definition, type, description);
    String printed = DefinitionWriter.write(once);
    StateMachine twice = valid(printed, type, description + ": " + printed);

    assertThat(twice).as(description).isEqualTo(once).hasSameHashCodeAs(once);
    assertThat(DefinitionWriter.write(twice)).isEqualTo(printed);
  }

  private static StateMachine valid(String definition, MachineType type, String description) {
    ParseResult result = DefinitionParser.parse(definition, type);
    assertThat(result).as(description).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) result).machine();
  }

  /** The errors as CreateStateMachine writes them, without the frame. */
  static List<String> errors(String definition) {
    return errors(definition, MachineType.STANDARD);
  }

  static List<String> errors(String definition, MachineType type) {
    return switch (DefinitionParser.parse(json(definition), type)) {
      case ParseResult.Valid _ -> List.of();
      case ParseResult.Invalid invalid ->
        invalid.diagnostics().stream().map(Diagnostic::text).toList();
    };
  }

  static List<String> errorsOf(String state) {
    return errors(machineOf(state));
  }

  static List<String> warningsOf(String state) {
    ParseResult result = DefinitionParser.parse(json(machineOf(state)), MachineType.STANDARD);
    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) result).warnings()
        .stream()
        .map(warning -> warning.code() + " at " + warning.location())
        .toList();
  }

  /** What a comparison of a Choice rule may compare with. */
  static String operand(String operator) {
    if (operator.startsWith("Is")) {
      return "true";
    }
    if (operator.endsWith("Path")) {
      return "'$.other'";
    }
    return switch (operator.substring(0, 4)) {
      case "Nume" -> "1.50";
      case "Time" -> "'2012-10-09T19:00:55.25+02:00'";
      case "Bool" -> "false";
      default -> "'text*'";
    };
  }
}
