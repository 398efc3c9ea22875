package dev.pawl.api;

import static dev.pawl.api.ApiTest.PASS;
import static dev.pawl.api.ApiTest.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.api.execution.ExecutionStarter.StartAnswer;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers are told when it is not their fault. */
final class FailureTest {
  private static final String START = "{\"stateMachineArn\":\"arn:aws:states:us-east-1:111111111111:stateMachine:m\"}";

  @Test
  void aDatabaseThatIsAwayIs503AndSaysThatTryingAgainHelps() {
    try (ApiServer server = ApiServer.handingOff()) {
      server.database().close();

      var answer = server.post("AWSStepFunctions.ListStateMachines", "{}");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"ServiceUnavailable\"").contains("Try again");
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }
  }

  @ParameterizedTest
  @CsvSource({
      "false, 500, InternalServerError",
      "true, 503, ServiceUnavailable"})
  void aFailedStartIsToldWithoutInternals(boolean database, int status, String code) {
    RuntimeException why = database
        ? new UnknownCommitOutcomeException("host=secret", new IllegalStateException())
        : new IllegalStateException("host=secret");
    try (ApiServer server = ApiServer
        .starting((_, _) -> (_, _, _, _, _) -> CompletableFuture.failedFuture(why))) {
      server.sdk().createStateMachine(r -> r.name("m").definition(PASS).roleArn(ROLE));

      var answer = server.post("AWSStepFunctions.StartExecution", START);

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).contains("\"" + code + "\"").doesNotContain("secret");
    }
  }

  @Test
  void aDatabaseThatOnlyReadsForAWhileIs503() {
    var why = new StatementFailedException(
        new SQLException("host=secret is read-only", "25006"));
    try (ApiServer server = ApiServer
        .starting((_, _) -> (_, _, _, _, _) -> CompletableFuture.failedFuture(why))) {
      server.sdk().createStateMachine(r -> r.name("m").definition(PASS).roleArn(ROLE));

      var answer = server.post("AWSStepFunctions.StartExecution", START);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"ServiceUnavailable\"").doesNotContain("secret");
    }
  }

  @Test
  void anOverloadedNodeThrottles() {
    try (ApiServer server = ApiServer.starting(
        (_, _) -> (_, _, _, _, _) -> CompletableFuture
            .completedFuture(new StartAnswer.Overloaded()))) {
      server.sdk().createStateMachine(r -> r.name("m").definition(PASS).roleArn(ROLE));

      var answer = server.post("AWSStepFunctions.StartExecution", START);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"ThrottlingException\"");
    }
  }
}
