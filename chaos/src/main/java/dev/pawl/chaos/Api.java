package dev.pawl.chaos;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** The API nodes, as a careful client uses them: it turns to the other one and asks again until it knows. */
final class Api implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofMillis(250);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(15);

  private final List<SfnClient> clients;
  private final AtomicInteger turn = new AtomicInteger();

  Api(List<Integer> ports) {
    clients = ports.stream().map(Api::client).toList();
  }

  private static SfnClient client(int port) {
    return SfnClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.US_EAST_1)
        .overrideConfiguration(override -> override
            // What the SDK repeats by itself would be counted as one.
            .retryStrategy(AwsRetryStrategy.doNotRetry())
            .apiCallTimeout(LONGEST_CALL)
            .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("chaos", "chaos")))
        .httpClientBuilder(ApacheHttpClient.builder()
            .maxConnections(500)
            .connectionTimeout(Duration.ofSeconds(2))
            .socketTimeout(LONGEST_CALL))
        .build();
  }

  /**
   * What came of a call.
   *
   * @param value the answer; null where there is none
   * @param error AWS's code of a refusal; empty where there is an answer or nobody knows
   * @param isDoubtful whether an earlier try may have had its effect without an answer
   */
  record Result<T>(@Nullable T value, String error, boolean isDoubtful) {
    /** Whether nobody knows what came of it. */
    boolean isUnknown() {
      return value == null && error.isEmpty();
    }
  }

  /** The last one: it runs executions itself. */
  SfnClient withWorker() {
    return clients.getLast();
  }

  /** Calls until there is an answer or a refusal, or the patience is at its end. */
  <T> Result<T> call(Duration patience, Function<SfnClient, T> call) {
    long end = System.nanoTime() + patience.toNanos();
    boolean isDoubtful = false;
    while (true) {
      SfnClient client = clients.get(Math.floorMod(turn.getAndIncrement(), clients.size()));
      try {
        return new Result<>(call.apply(client), "", isDoubtful);
      } catch (SfnException e) {
        String code = e.awsErrorDetails().errorCode();
        boolean again = e.statusCode() >= 500 || code.equals("ThrottlingException");
        if (!again) {
          return new Result<>(null, code, isDoubtful);
        }
        // A throttled request was refused before anything was written.
        isDoubtful |= e.statusCode() >= 500;
      } catch (SdkClientException e) {
        isDoubtful = true;
      }
      if (System.nanoTime() > end) {
        return new Result<>(null, "", true);
      }
      Pause.of(AGAIN);
    }
  }

  @Override
  public void close() {
    clients.forEach(SfnClient::close);
  }
}
