package dev.pawl.db.connection;

import dev.pawl.db.connection.DatabaseUnavailableException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node's statements meet: whether the database answers, what it refuses and how long it takes. Counts it for
 * the operator's metrics and tells of it in the log, a line for a trouble and not for a statement. It asks the database
 * nothing of its own. Safe for use by many threads; docs/metrics.md lists the metrics.
 */
public final class DatabaseWatch {
  /** The mean time of writes at which the database counts as slow, and below which it does not any more. */
  private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long FAST = TimeUnit.MILLISECONDS.toNanos(50);

  /** What the latest write weighs in the mean: one alone makes no slow database. */
  private static final double WEIGHT = 0.2;

  /** A count of rows that was wrong: a commit whose revision another has moved on. It is not the server's refusal. */
  private static final String LOST_RACE = "22012";

  /** Without any answer for so long, a pool without a free connection means a database that is away. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final Duration WHILE = Duration.ofSeconds(5);

  /** Why a statement was not done. */
  enum Refusal {
    READ_ONLY,
    FULL,
    TIMEOUT,
    CONNECTION,
    OTHER
  }

  private final LongSupplier nanoTime;
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
  private final Trouble gone;
  private final Trouble readOnly;
  private final Trouble full;
  private final Trouble slow;
  private final Trouble clock;
  private volatile long answeredAt;
  private volatile double meanWrite;
  private volatile Duration difference = Duration.ZERO;

  /** @param meters where the metrics are registered */
  public DatabaseWatch(MeterRegistry meters) {
    this(meters, System::nanoTime, LoggerFactory.getLogger(DatabaseWatch.class));
  }

  DatabaseWatch(MeterRegistry meters, LongSupplier nanoTime, Logger log) {
    this.nanoTime = nanoTime;
    this.answeredAt = nanoTime.getAsLong();
    gone = new Trouble(log, "the database is gone",
        "nothing that was acknowledged is lost, and work goes on by itself when it is back; check"
            + " that PostgreSQL runs and can be reached from here",
        "the database is back", MOMENT);
    readOnly = new Trouble(log, "the database only reads",
        "nothing is written until it writes again, and work then goes on by itself; check whether"
            + " this server is a standby, and default_transaction_read_only",
        "the database writes again", WHILE);
    full = new Trouble(log, "the database server is out of resources",
        "what it refuses is tried again and goes on by itself; free disk space or memory on the"
            + " server",
        "the database server has resources again", WHILE);
    slow = new Trouble(log, "the database is slow",
        "nothing is lost, but starts are turned away where they would wait for long; look at the"
            + " server's disk, its locks and its other load",
        "the database is fast again", WHILE);
    clock = new Trouble(log, "this machine's clock is wrong",
        "what is due follows the database's clock alone, but the log and the signatures of calls to"
            + " AWS follow this one; set it (NTP)",
        "this machine's clock is right again", Duration.ZERO);
    register(meters);
  }

  private void register(MeterRegistry meters) {
    Gauge.builder("pawl.database.reachable", this, watch -> watch.gone.isOpen() ? 0 : 1)
        .description("1 while the database answers, 0 while it does not")
        .register(meters);
    Gauge.builder("pawl.database.silence", this, DatabaseWatch::silence)
        .description("Time since the database last answered this node")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("pawl.clock.difference", this, watch -> watch.difference.toNanos() / 1e6)
        .description("How far this machine's clock is ahead of the database's; negative: behind")
        .baseUnit("milliseconds")
        .register(meters);
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, Counter.builder("pawl.database.refusals")
          .description("Statements that were not done, by what stood in the way")
          .tag("class", refusal.name().toLowerCase(Locale.ROOT))
          .register(meters));
    }
  }

  private double silence() {
    return (nanoTime.getAsLong() - answeredAt) / 1e9;
  }

  /** For how long the database has been unreachable; empty while it answers. */
  public Optional<Duration> unreachableFor() {
    return gone.isOpen()
        ? Optional.of(Duration.ofNanos(nanoTime.getAsLong() - gone.since()))
        : Optional.empty();
  }

  /** The database has answered, be it with a refusal. */
  void answered() {
    long now = nanoTime.getAsLong();
    answeredAt = now;
    gone.missed(now);
  }

  /** The database has written. */
  void written() {
    long now = nanoTime.getAsLong();
    readOnly.missed(now);
    full.missed(now);
  }

  /**
   * A write of starts, commits or messages was done in so many nanoseconds. Two at once may count as one: the mean is
   * an estimate.
   */
  public void took(long nanos) {
    double mean = meanWrite + WEIGHT * (nanos - meanWrite);
    meanWrite = mean;
    if (mean > SLOW) {
      slow.met(nanoTime.getAsLong(), "a write takes "
          + TimeUnit.NANOSECONDS.toMillis((long) mean) + " ms on average");
    } else if (mean < FAST) {
      slow.missed(nanoTime.getAsLong());
    }
  }

  /**
   * There was no connection. Where others have got answers since the attempt began, that is the past: a pool may give
   * the reason of a failure that is seconds old.
   *
   * @param begunAt when the attempt began, by {@link System#nanoTime}
   */
  void unavailable(long begunAt, DatabaseUnavailableException why) {
    if (why.reason() != Reason.BUSY && begunAt - answeredAt < 0) {
      count(Refusal.CONNECTION);
    } else if (why.reason() == Reason.BUSY && silence() < SILENCE.toSeconds()) {
      count(Refusal.TIMEOUT);
      slow.met(nanoTime.getAsLong(), String.valueOf(why.getMessage()));
    } else {
      broke(String.valueOf(why.getMessage()));
    }
  }

  /** A connection broke. */
  void broke(String why) {
    count(Refusal.CONNECTION);
    gone.met(nanoTime.getAsLong(), why);
  }

  /** The server has refused a statement. */
  void refused(StatementFailedException why) {
    answered();
    String state = why.sqlState();
    if (state.equals(LOST_RACE)) {
      return;
    }
    long now = nanoTime.getAsLong();
    String message = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    if (state.equals("25006")) {
      count(Refusal.READ_ONLY);
      readOnly.met(now, message);
    } else if (state.startsWith("53") || state.startsWith("58")) {
      count(Refusal.FULL);
      full.met(now, message);
    } else if (state.equals("57014") || state.equals("55P03")) {
      count(Refusal.TIMEOUT);
      slow.met(now, message);
    } else {
      // Whose statement it was says what it means.
      count(Refusal.OTHER);
    }
  }

  /** How far this machine's clock was ahead of the database's at the last look. */
  void clockDiffers(Duration ahead) {
    difference = ahead;
    if (ahead.abs().compareTo(DatabaseClock.LIMIT) > 0) {
      clock.met(nanoTime.getAsLong(), "it is " + ahead.abs().toSeconds() + " s "
          + (ahead.isNegative() ? "behind" : "ahead of") + " the database's");
    } else {
      clock.missed(nanoTime.getAsLong());
    }
  }

  private void count(Refusal refusal) {
    Counter counter = refusals.get(refusal);
    if (counter != null) {
      counter.increment();
    }
  }
}
