package dev.pawl.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.api.access.Rates.Rate;
import dev.pawl.api.access.Rates.When;
import dev.pawl.api.protocol.ApiException;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of tokens, on a clock of the test's. */
final class RateLimitsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final TimeMeter time = new TimeMeter() {
    @Override
    public long currentTimeNanos() {
      return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  };

  @Test
  void anEmptyBucketRefusesUntilTokensAreBack() {
    RateLimits limits = limits(When.ALWAYS, new AtomicBoolean());
    take(limits, "StartExecution", 3);

    assertThatThrownBy(() -> limits.take("StartExecution"))
        .isInstanceOfSatisfying(ApiException.class,
            e -> assertThat(e.error().code()).isEqualTo("ThrottlingException"));

    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    limits.take("StartExecution");
    assertThatThrownBy(() -> limits.take("StartExecution")).isInstanceOf(ApiException.class);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    take(limits, "StartExecution", 3);
    assertThatThrownBy(() -> limits.take("StartExecution")).isInstanceOf(ApiException.class);
  }

  @Test
  void whatHasNoBucketIsNotHeldBack() {
    take(limits(When.ALWAYS, new AtomicBoolean()), "StartSyncExecution", 10_000);
  }

  @Test
  void anOnlyAccountIsNotHeldBack() {
    AtomicBoolean several = new AtomicBoolean();
    RateLimits limits = limits(When.SEVERAL_ACCOUNTS, several);
    take(limits, "StartExecution", 100);

    several.set(true);
    take(limits, "StartExecution", 3);
    assertThatThrownBy(() -> limits.take("StartExecution")).isInstanceOf(ApiException.class);
  }

  @Test
  void nobodyIsHeldBackWhereRatesAreOff() {
    take(limits(When.NEVER, new AtomicBoolean(true)), "StartExecution", 100);
  }

  @Test
  void everyRateOfAwsIsOfAnOperation() {
    assertThat(Rates.AWS.keySet())
        .allMatch(name -> OperationRights.operations().contains(name.replaceFirst(":.*", "")));
    // AWS has none for it.
    assertThat(OperationRights.operations())
        .allMatch(name -> Rates.AWS.containsKey(name) || name.equals("StartSyncExecution"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1/", "/1", "0/1", "1/0", "-1/1", "1/1/1", "1 /1",
      "999999999/1", "a/b"})
  void aRateOfAnotherFormIsNone(String text) {
    assertThat(Rate.parse(text)).isEmpty();
  }

  private RateLimits limits(When when, AtomicBoolean several) {
    return new RateLimits(new Rates(when, Map.of("StartExecution", new Rate(3, 2))), several::get,
        time);
  }

  private static void take(RateLimits limits, String bucket, int times) {
    assertThatNoException().isThrownBy(() -> {
      for (int i = 0; i < times; i++) {
        limits.take(bucket);
      }
    });
  }
}
