package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errors;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GraphRulesTest {
  private static final String TARGET = "MISSING_TRANSITION_TARGET: ";
  private static final String NO_END = "MISSING_END_STATE: Workflow has no terminal state at null";

  @Test
  void aLoopWithoutAnEndIsRefused() {
    assertThat(errors("{'StartAt': 'A', 'States': {'A': {'Type': 'Pass', 'Next': 'B'},"
        + " 'B': {'Type': 'Pass', 'Next': 'A'}}}")).containsExactly(NO_END);
  }

  @Test
  void aMissingTargetComesBeforeTheMissingEnd() {
    assertThat(errors("{'StartAt': 'A', 'States': {'A': {'Type': 'Pass', 'Next': 'NOPE'}}}"))
        .containsExactly(TARGET + "Missing 'Next' target: NOPE at /States/A/Next", NO_END);
  }

  @Test
  void everyKindOfTransitionIsChecked() {
    assertThat(errors("{'StartAt': 'Not sure', 'States': {"
        + "'C': {'Type': 'Choice', 'Choices': [{'Variable': '$.a', 'IsNull': true, 'Next': 'N1'}],"
        + " 'Default': 'N2'},"
        + "'T': {'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'End': true,"
        + " 'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'N3'}]}}}")).containsExactly(
            TARGET + "Missing 'Next' target: Not sure at /StartAt",
            TARGET + "Missing 'Next' target: N1 at /States/C/Choices[0]/Next",
            TARGET + "Missing 'Next' target: N2 at /States/C/Default",
            TARGET + "Missing 'Next' target: N3 at /States/T/Catch[0]/Next");
  }

  @Test
  void aTransitionStaysInItsStatesObject() {
    assertThat(errors("{'StartAt': 'P', 'States': {'P': {'Type': 'Parallel', 'Next': 'Out',"
        + " 'Branches': [{'StartAt': 'I', 'States': {'I': {'Type': 'Pass', 'Next': 'Out'},"
        + " 'J': {'Type': 'Succeed'}}}]}, 'Out': {'Type': 'Succeed'}}}")).containsExactly(
            TARGET + "Missing 'Next' target: Out at /States/P/Branches[0]/States/I/Next");
  }

  @Test
  void namesAreUniqueInTheWholeMachine() {
    assertThat(errors("{'StartAt': 'M', 'States': {'M': {'Type': 'Map', 'End': true,"
        + " 'Iterator': {'StartAt': 'M', 'States': {'M': {'Type': 'Succeed'}}}}}}"))
        .containsExactly(
            "DUPLICATE_STATE_NAME: Duplicate State name: M at /States/M/Iterator/States/M");
  }

  @Test
  void namesHaveAtMostEightyCharacters() {
    String longest = "\uD83D\uDE00".repeat(80);

    assertThat(errors("{'StartAt': '" + longest + "', 'States': {'" + longest
        + "': {'Type': 'Succeed'}}}")).isEmpty();
    assertThat(errors("{'StartAt': '" + longest + "a', 'States': {'" + longest
        + "a': {'Type': 'Succeed'}}}")).singleElement()
        .asString()
        .startsWith("INVALID_STATE_NAME: ");
  }
}
