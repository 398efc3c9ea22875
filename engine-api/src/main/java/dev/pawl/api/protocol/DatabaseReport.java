package dev.pawl.api.protocol;

import dev.pawl.db.connection.DatabaseWatch;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Whether the database answers this node, as its latest statements have found; it is not asked for it. */
public final class DatabaseReport {
  private final DatabaseWatch watch;
  private final InstantSource clock;

  /** @param clock the database's time as this node knows it */
  public DatabaseReport(DatabaseWatch watch, InstantSource clock) {
    this.watch = watch;
    this.clock = clock;
  }

  /** For people: {@code reachable}, or {@code unreachable since} a time. */
  String text() {
    return watch.unreachableFor()
        .map(time -> "unreachable since "
            + clock.instant().minus(time).truncatedTo(ChronoUnit.SECONDS))
        .orElse("reachable");
  }
}
