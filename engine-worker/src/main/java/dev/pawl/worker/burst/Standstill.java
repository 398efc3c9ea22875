package dev.pawl.worker.burst;

import dev.pawl.core.codec.UnreadableBytesException;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.store.ExecutionStore;
import dev.pawl.worker.definition.UnreadableDefinitionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executions, or Map runs, that could not be advanced: how often in a row, how long to leave them alone, and whether people should
 * know. What cannot be read is told at once, all else after some failures, since it may pass.
 */
public final class Standstill {
  private static final Logger LOG = LoggerFactory.getLogger(Standstill.class);

  /** So many failures in a row may be chance. */
  private static final int CHANCE = 4;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 10;

  private final ExecutionStore store;
  private final String what;
  private final Map<ExecutionKey, Standing> standing = new ConcurrentHashMap<>();

  private record Standing(int failures, boolean told) {}

  /** @param what of which kind they are, for the log */
  public Standstill(ExecutionStore store, String what) {
    this.store = store;
    this.what = what;
  }

  /**
   * Another failure of an execution.
   *
   * @return how long to leave it alone
   */
  public Duration failed(ExecutionKey key, Throwable why) {
    Standing before = standing.getOrDefault(key, new Standing(0, false));
    int failures = before.failures() + 1;
    boolean told = before.told();
    if (isUnreadable(why) || failures > CHANCE) {
      int known = tell(key, failures, String.valueOf(why.getMessage()));
      failures = Math.max(failures, known);
      told |= known > 0;
    }
    standing.put(key, new Standing(failures, told));
    Duration pause = pause(failures);
    if (told) {
      LOG.error("{} {} is parked: it cannot be advanced ({} failures in a row) and is tried"
          + " again in {} s; GET /health lists it", what, key.id(), failures, pause.toSeconds(),
          why);
    } else {
      LOG.error("{} {} cannot be advanced and is tried again in {} s", what, key.id(),
          pause.toSeconds(), why);
    }
    return pause;
  }

  /** The execution has gone on, or has closed. */
  public void moved(ExecutionKey key) {
    Standing before = standing.remove(key);
    if (before != null && before.told()) {
      LOG.info("{} {} was parked and goes on", what, key.id());
      try {
        store.unpark(key);
      } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
          | StatementFailedException e) {
        // The row says at which revision it stood: nobody is told of it any more, and it is cleared later.
        LOG.warn("the note that {} {} was parked is deleted later: {}", what, key.id(),
            e.getMessage());
      }
    }
  }

  /** How many executions are parked, as far as this node knows. */
  public int count() {
    return (int) standing.values().stream().filter(Standing::told).count();
  }

  private int tell(ExecutionKey key, int failures, String reason) {
    try {
      return store.park(key, failures, reason);
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
        | StatementFailedException e) {
      LOG.warn("that {} {} is parked could not be noted: {}", what, key.id(), e.getMessage());
      return 0;
    }
  }

  private static boolean isUnreadable(Throwable why) {
    return why instanceof UnreadableBytesException || why instanceof UnreadableDefinitionException
        || why instanceof UnreadableRunException;
  }

  /** 1 s, 2 s, 4 s and so on, up to ten minutes. */
  static Duration pause(int failures) {
    Duration doubled = SHORTEST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}
