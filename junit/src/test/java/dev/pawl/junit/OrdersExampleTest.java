package dev.pawl.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.local.NotLocalException;
import dev.pawl.local.mock.InvalidMocksException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of docs/local-testing.md. */
@ExtendWith(PawlExtension.class)
class OrdersExampleTest {
  private static final String ORDER = "{\"items\": [\"book\", \"pen\"]}";

  @Test
  void aPaidOrderIsShipped(@Definition("orders.asl.json") LocalStateMachine orders) {
    FinishedRun run = orders
        .mock("Charge", Answer.returns("{\"StatusCode\": 200, \"Payload\": {\"paid\": true}}"))
        .mock("Ship", Answer.returns("\"P-1\""), Answer.returns("\"P-2\""))
        .run(ORDER);

    assertThat(run.output()).contains("\"parcels\":[\"P-1\",\"P-2\"]");
    assertThat(run.statesEntered())
        .containsExactly("Charge", "Cool off", "Ship each", "Ship", "Ship");
    assertThat(run.duration()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aDeclinedCardRefusesTheOrder(@Definition("orders.asl.json") LocalStateMachine orders) {
    FinishedRun run = orders.mock("Charge", Answer.fails("Declined", "No money.")).run(ORDER);

    run.assertFailed("OrderRefused");
    assertThat(run.cause()).contains("No money.");
  }

  @Test
  void aBusyServiceIsAskedAgain(@Definition("orders.asl.json") LocalStateMachine orders) {
    FinishedRun run = orders.mocks("orders.mocks.json", "Busy").run(ORDER).assertSucceeded();

    assertThat(run.outputTree()).isInstanceOf(Map.class);
    assertThat(run.duration()).isEqualTo(Duration.ofDays(1).plusSeconds(60 + 120));
  }

  @Test
  void whatHasNoMockIsNamed(@Definition("orders.asl.json") LocalStateMachine orders) {
    assertThatThrownBy(() -> orders.run(ORDER)).isInstanceOf(NotLocalException.class)
        .hasMessageContaining("'Charge'");
    assertThatThrownBy(() -> orders.mock("Chrge", Answer.returns("1")))
        .isInstanceOf(InvalidMocksException.class)
        .hasMessage("The definition has no state 'Chrge'.");
    assertThatThrownBy(() -> orders.mock("Charge", Answer.returns("{\"StatusCode\": \"ok\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Field 'StatusCode' must be a number");
  }

  @Test
  void anUnexpectedEndTellsWhatHappened(@Definition("orders.asl.json") LocalStateMachine orders) {
    FinishedRun run = orders.mock("Charge", Answer.fails("Declined", "No money.")).run(ORDER);

    assertThatThrownBy(run::output).isInstanceOf(AssertionError.class).hasMessage(
        "expected the execution to be SUCCEEDED, and it is FAILED with OrderRefused: No money.;"
            + " states entered: Charge, Refuse");
  }

  @Test
  void expressMachinesRunToo() {
    FinishedRun run = LocalStateMachine.of(
        "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}", MachineType.EXPRESS)
        .named("quick").run("[1]");

    assertThat(run.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(run.output()).isEqualTo("[1]");
  }

  @Test
  void aRunThatDoesNotEndFailsTheTest() {
    LocalStateMachine endless = LocalStateMachine.of("""
        {"StartAt": "A", "States": {"A": {"Type": "Choice", "Default": "A", "Choices": [
          {"Variable": "$.never", "IsPresent": true, "Next": "B"}]}, "B": {"Type": "Succeed"}}}""",
        MachineType.EXPRESS).within(Duration.ofMillis(200));

    assertThatThrownBy(() -> endless.run("{}")).isInstanceOf(AssertionError.class)
        .hasMessageContaining("was not over");
  }
}
