package dev.pawl.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.api.protocol.ServiceModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The list of rights against the service model. */
final class OperationRightsTest {
  private final OperationRights rights = new OperationRights("us-east-1", "000000000001");

  @Test
  void everyOperationOfTheModelNeedsARight() {
    ServiceModel model = ServiceModel.load(262_144);

    assertThat(OperationRights.operations()).hasSize(37).allMatch(model::has);
    assertThat(OperationRights.reads()).hasSize(15)
        .allMatch(name -> name.matches("(Describe|List|GetExecutionHistory|Validate).*"));
    assertThat(OperationRights.operations().stream().filter(name -> !rights.changes(name)))
        .hasSize(15);
  }

  @Test
  void whatIsCreatedIsInTheCallersAccount() {
    assertThat(rights.resource("CreateStateMachine", Map.of("name", "m")))
        .isEqualTo("arn:aws:states:us-east-1:000000000001:stateMachine:m");
    assertThat(rights.resource("CreateStateMachineAlias", Map.of("name", "live",
        "routingConfiguration", List.of(Map.of("stateMachineVersionArn",
            "arn:aws:states:us-east-1:000000000001:stateMachine:m:1")))))
        .isEqualTo("arn:aws:states:us-east-1:000000000001:stateMachine:m:live");
    assertThat(rights.resource("ListExecutions", Map.of("mapRunArn", "arn")))
        .isEqualTo("arn");
  }
}
