package dev.pawl.db.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.connection.StatementFailedException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogEventsTest {
  private static final String ARN = "arn:aws:states:us-east-1:000000000000:express:m:one:run";
  private static final UUID MACHINE = UUID.randomUUID();
  private static final String OTHER = "arn:aws:states:us-east-1:000000000000:express:m:two:run";

  private final TestDatabase database = TestDatabase.create();
  private final Database open = database.open();
  private final LogEvents log = open.logEvents();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final Instant end = now.plus(Duration.ofHours(1));

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatIsWrittenIsReadInTheOrderOfItsTimesWhateverTheBatch() {
    write(event(ARN, 2, now), event(OTHER, 1, now));
    write(event(ARN, 1, now), event(ARN, 3, now.minusMillis(1)));

    assertThat(log.page(ARN, LogEvents.Position.from(now.minusSeconds(1)), end, 10))
        .containsExactly(event(ARN, 3, now.minusMillis(1)), event(ARN, 1, now),
            event(ARN, 2, now));
  }

  @Test
  void aBatchThatIsWrittenAgainIsThereOnceAndARunThatIsBegunAgainTwice() {
    write(event(ARN, 1, now));
    write(event(ARN, 1, now));
    write(event(ARN, 1, now.plusMillis(5)));

    assertThat(log.page(ARN, LogEvents.Position.from(now), end, 10)).hasSize(2);
  }

  @Test
  void pagesHaveEachRecordOnceAlsoWithinOneMillisecond() {
    List<LoggedEvent> all = LongStream.rangeClosed(1, 25)
        .mapToObj(id -> event(ARN, id, now)).toList();
    write(all.toArray(LoggedEvent[]::new));

    List<LoggedEvent> read = new ArrayList<>();
    LogEvents.Position next = LogEvents.Position.from(now);
    List<LoggedEvent> page = log.page(ARN, next, end, 10);
    while (!page.isEmpty()) {
      read.addAll(page);
      page = log.page(ARN, LogEvents.Position.after(page.getLast()), end, 10);
    }

    assertThat(read).isEqualTo(all);
    assertThat(log.page(ARN, next, now, 10)).isEmpty();
  }

  @Test
  void theDaysOverTheirTimeAreDroppedAndTheOthersStay() {
    write(event(ARN, 1, now));
    int before = partitions();
    int longAgo = LoggedEvent.dayOf(now) - 40;
    database.execute("create table log_event_d" + longAgo
        + " partition of log_event for values from (" + longAgo + ") to (" + (longAgo + 1)
        + ")");
    write(event(ARN, 2, now.minus(Duration.ofDays(40))));

    assertThat(open.logRetention().enforce(41)).isEmpty();
    assertThat(open.logRetention().enforce(39)).containsExactly(longAgo);

    assertThat(partitions()).isEqualTo(before);
    assertThat(log.page(ARN, LogEvents.Position.from(now.minus(Duration.ofDays(50))), end, 10))
        .containsExactly(event(ARN, 1, now));
    assertThatThrownBy(() -> write(event(ARN, 2, now.minus(Duration.ofDays(40)))))
        .isInstanceOf(StatementFailedException.class);
  }

  private void write(LoggedEvent... events) {
    log.write(Stream.of(events).map(event -> new LogEvents.Entry(event, MACHINE, 1)).toList());
  }

  private int partitions() {
    return (int) database
        .count("select count(*) from pg_inherits where inhparent = 'log_event'::regclass");
  }

  private static LoggedEvent event(String arn, long id, Instant at) {
    return new LoggedEvent(arn, at, id, "PassStateEntered", "{\"id\":\"" + id + "\"}");
  }
}
