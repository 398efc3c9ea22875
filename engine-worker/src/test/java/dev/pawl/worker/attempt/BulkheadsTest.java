package dev.pawl.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.CallPolicies;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.InvalidTaskSettingsException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class BulkheadsTest {
  private static final Payload ANSWER = Payload.parse("{}");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Answers with what it is made of. */
  private interface Answer extends Connector {
    @Override
    default RecoveryClass recovery(Resource resource) {
      return RecoveryClass.UNKNOWN;
    }
  }

  private static TaskRequest request(String service, String action) {
    return new TaskRequest(new TaskToken(0, new UUID(0, 1), 1, 0), Instant.EPOCH,
        new Resource.Service("arn:aws:states:::" + service + ':' + action, service, action,
            Resource.Pattern.REQUEST_RESPONSE),
        ANSWER, "arn:aws:states:us-east-1:123456789012:execution:m:e", "", "token", null,
        Duration.ofMinutes(1));
  }

  private double gauge(String name, String service) {
    return meters.get(name).tag("service", service).gauge().value();
  }

  @Test
  void aSlowServiceHoldsItsShareAndNoMore() throws InterruptedException {
    Bulkheads bulkheads = new Bulkheads(
        CallPolicies.fromEnvironment(Map.of("PAWL_CALLS_AT_ONCE_S3", "2")), meters);
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    Answer waits = _ -> {
      slow.await();
      return Outcome.ok(ANSWER);
    };
    for (String action : new String[]{"getObject", "putObject", "headObject"}) {
      Thread.ofVirtual().start(() -> {
        try {
          Outcome<Payload> _ = bulkheads.call(waits, request("aws-sdk:s3", action));
          done.countDown();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
    }
    Awaitility.await().until(() -> gauge("pawl.calls.waiting", "s3") == 1);
    assertThat(gauge("pawl.calls.under.way", "s3")).isEqualTo(2);

    assertThat(bulkheads.call((Answer) _ -> Outcome.ok(ANSWER), request("sqs", "sendMessage")))
        .isEqualTo(Outcome.ok(ANSWER));
    assertThat(done.getCount()).isEqualTo(3);

    slow.countDown();
    done.await();
    Awaitility.await().until(() -> gauge("pawl.calls.under.way", "s3") == 0);
    assertThat(meters.get("pawl.calls.time").tag("service", "s3").tag("outcome", "succeeded")
        .timer().count()).isEqualTo(3);
  }

  @Test
  void whatBecomesOfCallsIsCounted() throws InterruptedException {
    Bulkheads bulkheads = new Bulkheads(CallPolicies.USUAL, meters);
    Map<String, String> kinds = Map.of("SQS.SdkClientException", "unreachable",
        "States.Http.Socket", "unreachable", "Lambda.TooManyRequestsException", "throttled",
        "States.Permissions", "refused", "DynamoDB.ConditionalCheckFailedException", "failed");
    for (String name : kinds.keySet()) {
      Outcome<Payload> _ = bulkheads.call((Answer) _ -> Outcome.failed(new StatesError(name, null)),
          request("sqs", "sendMessage"));
    }
    kinds.values().stream().distinct().forEach(kind -> assertThat(meters.get("pawl.calls.time")
        .tag("service", "sqs").tag("outcome", kind).timer().count())
        .isEqualTo(kinds.values().stream().filter(kind::equals).count()));
  }

  /** Definitions may name what they like. */
  @Test
  void servicesThatThereAreNotShareOne() throws InterruptedException {
    Bulkheads bulkheads = new Bulkheads(CallPolicies.USUAL, meters);
    for (int i = 0; i < 300; i++) {
      Outcome<Payload> _ = bulkheads.call((Answer) _ -> Outcome.ok(ANSWER),
          request("aws-sdk:made" + i, "up"));
    }
    assertThat(meters.find("pawl.calls.under.way").gauges()).hasSize(201);
  }

  @Test
  void aCallMayBeGivenLessTimeThanItsState() throws InterruptedException {
    Bulkheads bulkheads = new Bulkheads(
        CallPolicies.fromEnvironment(Map.of("PAWL_CALLS_TIMEOUT_HTTP", "5")), meters);
    AtomicReference<Duration> seen = new AtomicReference<>();
    Answer looks = request -> {
      seen.set(request.timeout());
      return Outcome.ok(ANSWER);
    };
    Outcome<Payload> _ = bulkheads.call(looks, request("http", "invoke"));
    assertThat(seen).hasValue(Duration.ofSeconds(5));
    Outcome<Payload> _ = bulkheads.call(looks, request("sns", "publish"));
    assertThat(seen).hasValue(Duration.ofMinutes(1));
  }

  @Test
  void callsBeginNoFasterThanTheyMay() throws InterruptedException {
    Bulkheads bulkheads = new Bulkheads(
        CallPolicies.fromEnvironment(Map.of("PAWL_CALLS_PER_SECOND_HTTP", "10")), meters);
    long begun = System.nanoTime();
    for (int i = 0; i < 15; i++) {
      Outcome<Payload> _ = bulkheads.call((Answer) _ -> Outcome.ok(ANSWER),
          request("http", "invoke"));
    }
    // The bucket has 10; each of the other 5 waits for its tenth of a second.
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void aNumberThatIsNoneIsRefused() {
    for (String value : new String[]{"0", "-1", "many", "1.5"}) {
      assertThatThrownBy(
          () -> CallPolicies.fromEnvironment(Map.of("PAWL_CALLS_AT_ONCE_LAMBDA", value)))
          .isInstanceOf(InvalidTaskSettingsException.class)
          .hasMessage("PAWL_CALLS_AT_ONCE_LAMBDA must be a positive whole number; '" + value
              + "' is none");
    }
    assertThat(CallPolicies.fromEnvironment(
        Map.of("PAWL_CALLS_AT_ONCE", "7", "PAWL_CALLS_PER_SECOND_EMR_SERVERLESS", "3"))
        .of("emrserverless")).isEqualTo(new CallPolicies.CallPolicy(7, Optional.of(3),
            Optional.empty()));
  }
}
