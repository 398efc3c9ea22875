package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.json.Json;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.util.EnumSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkflowTest {
  @ParameterizedTest
  @EnumSource
  void hasAValidDefinition(Workflow workflow) {
    var parsed = DefinitionParser.parse(workflow.definition(),
        workflow.isExpress() ? MachineType.EXPRESS : MachineType.STANDARD);

    assertThat(parsed).isInstanceOf(ParseResult.Valid.class);
  }

  @ParameterizedTest
  @EnumSource
  void givesInputsWithinTheLimitThatCarryTheCanary(Workflow workflow) {
    String input = workflow.input(new SplittableRandom(1), "canary");

    assertThat(input.length()).isLessThan(262_144);
    assertThat(Json.parse(input)).asString().contains("canary");
  }

  @Test
  void allKindsComeUp() {
    var random = new SplittableRandom(1);
    var seen = EnumSet.noneOf(Workflow.class);

    for (int i = 0; i < 2_000; i++) {
      seen.add(Workflow.any(random));
    }

    assertThat(seen).containsExactlyInAnyOrder(Workflow.values());
  }
}
