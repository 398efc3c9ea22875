package dev.pawl.api;

import static dev.pawl.api.ApiTest.PASS;
import static dev.pawl.api.ApiTest.ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.api.access.Rates;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.db.Retention;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.Tag;

/** Bounds that the operator or the owner of a state machine has set. */
final class LimitsTest {
  @Test
  void anInputMayBeAsLongAsTheSettingSays() {
    try (ApiServer server = ApiServer.handingOff(settings(2_000))) {
      String machine = machine(server.sdk());

      server.sdk().startExecution(r -> r.stateMachineArn(machine).input(text(2_000)));

      assertThatExceptionOfType(SfnException.class).isThrownBy(
          () -> server.sdk().startExecution(r -> r.stateMachineArn(machine).input(text(2_001))))
          .withMessageContaining("length less than or equal to 2000");
    }
  }

  @Test
  void alsoAnInputThatIsLongerThanARequestIsAtAws() {
    try (ApiServer server = ApiServer.handingOff(settings(4_000_000))) {
      String machine = machine(server.sdk());

      String arn = server.sdk()
          .startExecution(r -> r.stateMachineArn(machine).input(text(4_000_000))).executionArn();

      assertThat(server.sdk().describeExecution(r -> r.executionArn(arn)).input())
          .hasSize(4_000_000);
    }
  }

  @Test
  void aTagThatIsNoNumberOfDaysIsRefused() {
    try (ApiServer server = ApiServer.handingOff()) {
      Tag forever = Tag.builder().key(Retention.TAG).value("forever").build();
      Tag month = Tag.builder().key(Retention.TAG).value("30").build();

      assertThatExceptionOfType(SfnException.class).isThrownBy(() -> server.sdk()
          .createStateMachine(r -> r.name("m").definition(PASS).roleArn(ROLE).tags(forever)))
          .withMessageContaining("a number of days from 1 to 3650, not 'forever'");
      assertThat(server.rows()).isZero();
      server.sdk()
          .createStateMachine(r -> r.name("m").definition(PASS).roleArn(ROLE).tags(month));
      assertThat(server.database().count("select count(*) from resource_tag")).isEqualTo(1);
    }
  }

  private static ApiSettings settings(int payloadBytes) {
    Limits aws = Limits.DEFAULT;
    return new ApiSettings(ApiServer.ACCOUNT, ApiServer.REGION, new byte[32], false,
        new Limits(payloadBytes, aws.historyEvents(), aws.burstTransitions(), aws.burstBytes(),
            aws.activeIterations(), aws.keptBytes(), aws.executionSeconds()),
        Quotas.DEFAULT, Rates.NONE);
  }

  private static String machine(SfnClient sdk) {
    return sdk.createStateMachine(r -> r.name("m").definition(PASS).roleArn(ROLE))
        .stateMachineArn();
  }

  private static String text(int bytes) {
    return "\"" + "x".repeat(bytes - 2) + "\"";
  }
}
