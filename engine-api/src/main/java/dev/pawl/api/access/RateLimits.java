package dev.pawl.api.access;

import dev.pawl.api.protocol.ApiError;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The buckets of one account on this node. Safe for any number of threads. */
public final class RateLimits {
  private final Rates rates;
  private final BooleanSupplier severalAccounts;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /** @param severalAccounts whether there is more than one account now */
  public RateLimits(Rates rates, BooleanSupplier severalAccounts) {
    this(rates, severalAccounts, TimeMeter.SYSTEM_NANOTIME);
  }

  RateLimits(Rates rates, BooleanSupplier severalAccounts, TimeMeter time) {
    this.rates = rates;
    this.severalAccounts = severalAccounts;
    this.time = time;
  }

  /**
   * Takes a token, where the bucket is kept at all.
   *
   * @param bucket an operation, or {@link Rates#STANDARD_START}
   * @throws dev.pawl.api.protocol.ApiException {@code ThrottlingException} where it is empty
   */
  public void take(String bucket) {
    Rates.Rate rate = rates.buckets().get(bucket);
    if (rate != null && holds()
        && !buckets.computeIfAbsent(bucket, _ -> full(rate)).tryConsume(1)) {
      throw ApiError.THROTTLING.about("Rate exceeded");
    }
  }

  private boolean holds() {
    return switch (rates.when()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case SEVERAL_ACCOUNTS -> severalAccounts.getAsBoolean();
    };
  }

  private Bucket full(Rates.Rate rate) {
    return Bucket.builder().withCustomTimePrecision(time)
        .addLimit(limit -> limit.capacity(rate.size()).refillGreedy(rate.perSecond(),
            Duration.ofSeconds(1)))
        .build();
  }
}
