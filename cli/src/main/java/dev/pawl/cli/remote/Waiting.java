package dev.pawl.cli.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Waits for what takes its time: looks again with growing pauses, up to two seconds. */
final class Waiting {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private Waiting() {}

  /** Waits until an execution has ended, or so many seconds; gives how it stands then. */
  static DescribeExecutionResponse forEnd(SfnClient client, String arn, long seconds) {
    return until(DescribeExecutionResponse.class, () -> ExecutionReport.of(client, arn),
        execution -> execution.status() != ExecutionStatus.RUNNING, Duration.ofSeconds(seconds))
        .orElseGet(() -> ExecutionReport.of(client, arn));
  }

  /**
   * Looks until what is seen is as wanted.
   *
   * @return empty where it was not within the time
   */
  static <T> Optional<T> until(Class<T> type, Supplier<T> look, Predicate<T> isWanted,
      Duration longest) {
    Waiter<T> waiter = Waiter.builder(type)
        .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(isWanted))
        .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(_ -> true))
        .overrideConfiguration(how -> how.maxAttempts(Integer.MAX_VALUE)
            .waitTimeout(longest)
            .backoffStrategyV2(BackoffStrategy.exponentialDelay(FIRST, LONGEST)))
        .build();
    Instant end = Instant.now().plus(longest);
    try {
      return waiter.run(look).matched().response();
    } catch (SdkClientException e) {
      // The waiter has no exception of its own for a time that is over.
      if (Instant.now().plus(LONGEST).isAfter(end)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
