package dev.pawl.db.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.connection.DatabaseUnavailableException.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

final class DatabaseWatchTest {
  private final AtomicLong time = new AtomicLong();
  private final Lines lines = new Lines();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final DatabaseWatch watch = new DatabaseWatch(meters, time::get, lines);

  @Test
  void aDatabaseThatIsAwayForFiveMinutesIsToldOfFiveTimesHoweverOftenItIsMissed() {
    for (int i = 0; i < 3_000; i++) {
      watch.broke("connection refused");
      pass(Duration.ofMillis(100));
    }

    assertThat(lines.told).hasSize(5)
        .allMatch(line -> line.startsWith("WARN the database is gone"));
    assertThat(lines.told.getFirst())
        .contains(": connection refused; nothing that was acknowledged");
    assertThat(lines.told.get(1)).contains("for 60 s and met 601 times by now");
    assertThat(gauge("pawl.database.reachable")).isZero();
    assertThat(gauge("pawl.database.silence")).isEqualTo(300);
    assertThat(watch.unreachableFor()).contains(Duration.ofMinutes(5));
    assertThat(refusals("connection")).isEqualTo(3_000);
  }

  @Test
  void oneAnswerAMomentAfterTheLastFailureSaysThatItIsBack() {
    watch.broke("connection refused");
    pass(Duration.ofSeconds(7));
    watch.broke("another connection of the pool");
    watch.answered();
    assertThat(gauge("pawl.database.reachable")).isZero();

    pass(Duration.ofSeconds(1));
    watch.answered();
    watch.answered();

    assertThat(lines.told.subList(1, lines.told.size()))
        .containsExactly("INFO the database is back after 8 s");
    assertThat(gauge("pawl.database.reachable")).isEqualTo(1);
    assertThat(gauge("pawl.database.silence")).isZero();
    assertThat(watch.unreachableFor()).isEmpty();
  }

  @Test
  void readsDoNotSayThatADatabaseWritesAgain() {
    watch.refused(refusal("25006", "cannot execute INSERT in a read-only transaction"));
    pass(Duration.ofSeconds(10));
    watch.answered();
    assertThat(lines.told).hasSize(1);

    watch.written();

    assertThat(lines.told).hasSize(2);
    assertThat(lines.told.getFirst()).startsWith("WARN the database only reads: cannot execute");
    assertThat(lines.told.getLast()).isEqualTo("INFO the database writes again after 10 s");
    assertThat(refusals("read_only")).isEqualTo(1);
    assertThat(gauge("pawl.database.reachable")).isEqualTo(1);
  }

  @Test
  void aFullServerIsToldOfWithWhatItSaid() {
    watch.refused(refusal("53100", "could not extend file: No space left on device"));

    assertThat(lines.told).singleElement().asString()
        .startsWith("WARN the database server is out of resources: could not extend file")
        .endsWith("free disk space or memory on the server");
    assertThat(refusals("full")).isEqualTo(1);
  }

  @Test
  void oneSlowWriteIsNoSlowDatabaseButManyAre() {
    watch.took(Duration.ofMillis(400).toNanos());
    assertThat(lines.told).isEmpty();

    for (int i = 0; i < 5; i++) {
      watch.took(Duration.ofMillis(200).toNanos());
    }
    assertThat(lines.told).singleElement().asString()
        .startsWith("WARN the database is slow: a write takes 1");

    for (int i = 0; i < 20; i++) {
      pass(Duration.ofSeconds(1));
      watch.took(Duration.ofMillis(2).toNanos());
    }
    assertThat(lines.told).hasSize(2).last().asString()
        .startsWith("INFO the database is fast again after ");
  }

  @Test
  void aPoolWithoutAFreeConnectionMeansSlownessWhileOthersGetAnswers() {
    var busy = new DatabaseUnavailableException(Reason.BUSY, "none became free", null);
    watch.unavailable(time.get(), busy);
    assertThat(refusals("timeout")).isEqualTo(1);
    assertThat(watch.unreachableFor()).isEmpty();

    pass(Duration.ofSeconds(5));
    watch.unavailable(time.get(), busy);

    assertThat(refusals("connection")).isEqualTo(1);
    assertThat(watch.unreachableFor()).isPresent();
  }

  @Test
  void aFailureThatIsOlderThanTheLastAnswerIsThePast() {
    var refused = new DatabaseUnavailableException(Reason.UNREACHABLE, "connection refused", null);
    long before = time.get();
    pass(Duration.ofSeconds(3));
    watch.answered();

    watch.unavailable(before, refused);
    assertThat(lines.told).isEmpty();
    assertThat(refusals("connection")).isEqualTo(1);

    watch.unavailable(time.get(), refused);
    assertThat(lines.told).hasSize(1);
  }

  @Test
  void aCommitThatLostItsRaceIsNoRefusalOfTheServer() {
    watch.refused(refusal("22012", "division by zero"));
    watch.refused(refusal("23505", "duplicate key"));

    assertThat(refusals("other")).isEqualTo(1);
    assertThat(lines.told).isEmpty();
  }

  @Test
  void aClockThatJumpsByHoursIsToldOfOnce() {
    watch.clockDiffers(Duration.ofHours(-5));
    pass(Duration.ofSeconds(5));
    watch.clockDiffers(Duration.ofHours(-5));
    assertThat(gauge("pawl.clock.difference")).isEqualTo(-18_000_000);

    watch.clockDiffers(Duration.ofMillis(3));

    assertThat(lines.told).hasSize(2);
    assertThat(lines.told.getFirst())
        .startsWith("WARN this machine's clock is wrong: it is 18000 s behind the database's");
    assertThat(lines.told.getLast())
        .isEqualTo("INFO this machine's clock is right again after 5 s");
  }

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private double refusals(String refusal) {
    return meters.get("pawl.database.refusals").tag("class", refusal).counter().count();
  }

  private static StatementFailedException refusal(String state, String message) {
    return new StatementFailedException(new SQLException(message, state));
  }

  /** Keeps what it is told. */
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    private final transient List<String> told = new ArrayList<>();

    @Override
    protected String getFullyQualifiedCallerName() {
      return Lines.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, Marker marker, String message,
        Object[] arguments, Throwable thrown) {
      told.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
