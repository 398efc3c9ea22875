package dev.pawl.db.connection;

import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The database's time between two looks at it: the last look plus the nanoseconds that went by here. Never
 * goes back, also where the database's clock does. For ids and event times; what is due is decided by
 * {@code now()} in the statements. Safe for use by many threads.
 */
public final class DatabaseClock implements InstantSource {
  /** The most by which this machine's clock may differ. */
  public static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String NOW = "select clock_timestamp()";

  private final Pool pool;
  private final InstantSource machine;
  private final DatabaseWatch watch;
  private volatile Sample sample;
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

  /** A look at the database's clock. */
  private record Sample(Instant time, long nanos) {}

  /**
   * Looks at the clock once.
   *
   * @param machine this machine's clock, which decides nothing
   * @param watch told how far the two are apart, at each look
   * @throws ClockSkewException where the two clocks differ by over a minute
   */
  public static DatabaseClock of(Pool pool, InstantSource machine, DatabaseWatch watch) {
    DatabaseClock clock = new DatabaseClock(pool, machine, watch);
    check(clock.now(), machine.instant());
    clock.compare();
    return clock;
  }

  private DatabaseClock(Pool pool, InstantSource machine, DatabaseWatch watch) {
    this.pool = pool;
    this.machine = machine;
    this.watch = watch;
    this.sample = look(pool);
  }

  /** Looks at the database's clock again; drift since the last look is gone. */
  public void resample() {
    sample = look(pool);
    compare();
  }

  private void compare() {
    watch.clockDiffers(Duration.between(sample.time(), machine.instant()));
  }

  /** The database's time, to the microsecond; never earlier than an answer before. */
  public Instant now() {
    Sample seen = sample;
    long elapsed = System.nanoTime() - seen.nanos();
    Instant time = seen.time().plusNanos(elapsed / 1_000 * 1_000);
    return latest.accumulateAndGet(time, (a, b) -> a.isAfter(b) ? a : b);
  }

  @Override
  public Instant instant() {
    return now();
  }

  static void check(Instant database, Instant here) {
    if (Duration.between(database, here).abs().compareTo(LIMIT) > 0) {
      throw new ClockSkewException(database, here, LIMIT);
    }
  }

  private static Sample look(Pool pool) {
    return pool.read(connection -> {
      try (var statement = connection.prepareStatement(NOW)) {
        try (ResultSet row = statement.executeQuery()) {
          long after = System.nanoTime();
          row.next();
          Timestamp time = row.getTimestamp(1);
          // Never ahead of the database, whatever the way back took: no timer may fire early.
          return new Sample(time.toInstant(), after);
        }
      }
    });
  }
}
