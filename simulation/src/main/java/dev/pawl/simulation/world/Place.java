package dev.pawl.simulation.world;

import static dev.pawl.simulation.world.FaultKind.CLOCK_OFFSET;
import static dev.pawl.simulation.world.FaultKind.CONNECTION_LOST;
import static dev.pawl.simulation.world.FaultKind.CRASH_AFTER_COMMIT;
import static dev.pawl.simulation.world.FaultKind.CRASH_AFTER_DELIVER;
import static dev.pawl.simulation.world.FaultKind.CRASH_BEFORE_ACK;
import static dev.pawl.simulation.world.FaultKind.CRASH_BEFORE_COMMIT;
import static dev.pawl.simulation.world.FaultKind.CRASH_BEFORE_DELIVER;
import static dev.pawl.simulation.world.FaultKind.CRASH_BEFORE_READ;
import static dev.pawl.simulation.world.FaultKind.DELAY;
import static dev.pawl.simulation.world.FaultKind.DUPLICATE_DELIVERY;
import static dev.pawl.simulation.world.FaultKind.EARLY_CALLBACK;
import static dev.pawl.simulation.world.FaultKind.FAILED_AFTER_COMMIT;
import static dev.pawl.simulation.world.FaultKind.FAILED_BEFORE_COMMIT;
import static dev.pawl.simulation.world.FaultKind.PAUSE;
import static dev.pawl.simulation.world.FaultKind.RESULT_LATE;
import static dev.pawl.simulation.world.FaultKind.RESULT_LOST;
import static dev.pawl.simulation.world.FaultKind.RESULT_MALFORMED;
import static dev.pawl.simulation.world.FaultKind.RESULT_TWICE;
import static dev.pawl.simulation.world.FaultKind.SERIALISATION;
import static dev.pawl.simulation.world.FaultKind.SHUTDOWN;
import static dev.pawl.simulation.world.FaultKind.STORE_FULL;
import static dev.pawl.simulation.world.FaultKind.UNAVAILABLE;

import java.util.List;

/** Where something can go wrong, and what. */
public enum Place {
  /** Looking for due work: most often there is none. */
  SCAN(0.05, FAILED_BEFORE_COMMIT, UNAVAILABLE, DELAY, PAUSE, CRASH_BEFORE_READ),
  /** Reading what work needs. */
  READ(1, FAILED_BEFORE_COMMIT, UNAVAILABLE, CONNECTION_LOST, DELAY, PAUSE, CRASH_BEFORE_READ),
  /** Writing bursts and starts. */
  COMMIT(2, FAILED_BEFORE_COMMIT, FAILED_AFTER_COMMIT, FAILED_AFTER_COMMIT, CONNECTION_LOST,
      UNAVAILABLE, SERIALISATION, DELAY, DELAY, PAUSE, PAUSE, CRASH_BEFORE_COMMIT,
      CRASH_AFTER_COMMIT, STORE_FULL),
  /** Writing anything else. */
  WRITE(1, FAILED_BEFORE_COMMIT, FAILED_AFTER_COMMIT, CONNECTION_LOST, UNAVAILABLE, SERIALISATION,
      DELAY, PAUSE, CRASH_BEFORE_COMMIT, CRASH_AFTER_COMMIT),
  /** Renewing leases. */
  LEASE(0.2, FAILED_BEFORE_COMMIT, FAILED_AFTER_COMMIT, UNAVAILABLE, DELAY, PAUSE,
      CRASH_BEFORE_COMMIT),
  /** A call reaches its target. */
  DELIVER(3, CRASH_BEFORE_DELIVER, CRASH_AFTER_DELIVER, CRASH_AFTER_DELIVER, RESULT_LOST,
      RESULT_LATE, RESULT_TWICE, RESULT_MALFORMED),
  /** A call's answer reaches its node. */
  ACK(2, CRASH_BEFORE_ACK),
  /** Somebody outside sends an answer or a stop. */
  MESSAGE(4, DUPLICATE_DELIVERY),
  /** A commit is about to write a token. */
  TOKEN(4, EARLY_CALLBACK),
  /** A node is just there. */
  LIFE(0.3, SHUTDOWN),
  /** A node begins. */
  BOOT(8, CLOCK_OFFSET);

  private final double weight;
  @SuppressWarnings("ImmutableEnumChecker") // a list that nobody can change
  private final List<FaultKind> kinds;

  Place(double weight, FaultKind... kinds) {
    this.weight = weight;
    this.kinds = List.of(kinds);
  }

  /** How likely something goes wrong here, compared with other places. */
  double weight() {
    return weight;
  }

  /** What can go wrong here. */
  List<FaultKind> kinds() {
    return kinds;
  }
}
