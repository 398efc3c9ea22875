package dev.pawl.simulation.world;

import org.jspecify.annotations.Nullable;

/** Nothing goes wrong but one thing, at the k-th place where it can. */
public final class OneFault implements Faults {
  private final Kind kind;
  private final int k;
  private int seen;

  /** What goes wrong. */
  public enum Kind {
    /** A node crashes, at one of the points that {@link FaultKind} names. */
    CRASH,
    /** A node stands still in a statement, most often past its leases. */
    PAUSE
  }

  /** @param k counted from 0; negative for never */
  public OneFault(Kind kind, int k) {
    this.kind = kind;
    this.k = k;
  }

  @Override
  public @Nullable FaultKind at(Place place) {
    return switch (kind) {
      case CRASH -> switch (place) {
        case COMMIT, WRITE -> one(FaultKind.CRASH_BEFORE_COMMIT, FaultKind.CRASH_AFTER_COMMIT);
        case DELIVER -> one(FaultKind.CRASH_BEFORE_DELIVER, FaultKind.CRASH_AFTER_DELIVER);
        case ACK -> one(FaultKind.CRASH_BEFORE_ACK);
        case READ -> one(FaultKind.CRASH_BEFORE_READ);
        case SCAN, LEASE, MESSAGE, TOKEN, LIFE, BOOT -> null;
      };
      case PAUSE -> switch (place) {
        case COMMIT, WRITE, READ -> one(FaultKind.PAUSE);
        case DELIVER, ACK, SCAN, LEASE, MESSAGE, TOKEN, LIFE, BOOT -> null;
      };
    };
  }

  private @Nullable FaultKind one(FaultKind... kinds) {
    FaultKind now = null;
    for (FaultKind each : kinds) {
      if (seen++ == k) {
        now = each;
      }
    }
    return now;
  }

  @Override
  public void heal() {}

  /** How many points there were. */
  public int points() {
    return seen;
  }
}
