package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.api.access.Rates;
import dev.pawl.api.access.Rates.Rate;
import dev.pawl.api.access.Rates.When;
import dev.pawl.core.interpreter.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who calls more often than the account may. */
final class ThrottlingTest {
  @Test
  void anEmptyBucketIsToldByAwsName() {
    try (ApiServer server = ApiServer.handingOff(new ApiSettings(ApiServer.ACCOUNT,
        ApiServer.REGION, new byte[32], false, Limits.DEFAULT, Quotas.DEFAULT,
        new Rates(When.ALWAYS, Map.of("ListActivities", new Rate(2, 1)))))) {
      HttpResponse<String> answer = Stream
          .generate(() -> server.post("AWSStepFunctions.ListActivities", "{}")).limit(100)
          .filter(one -> one.statusCode() != 200).findFirst().orElseThrow();

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("ThrottlingException", "Rate exceeded");
      HttpResponse<String> problem = Stream.generate(() -> rest(server)).limit(100)
          .filter(one -> one.statusCode() != 200).findFirst().orElseThrow();
      assertThat(problem.statusCode()).isEqualTo(429);
      // What has no bucket goes on.
      assertThat(server.post("AWSStepFunctions.ListStateMachines", "{}").statusCode())
          .isEqualTo(200);
    }
  }

  private static HttpResponse<String> rest(ApiServer server) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(server.address().resolve("/api/v1/activities")).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
