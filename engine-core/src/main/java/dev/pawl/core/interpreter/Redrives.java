package dev.pawl.core.interpreter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often an execution was redriven.
 *
 * @param lastAt when that was the last time; null where it never was
 */
public record Redrives(int count, @Nullable Instant lastAt) {
  /** Those of an execution that was never redriven. */
  public static final Redrives NONE = new Redrives(0, null);

  public Redrives {
    if ((count == 0) != (lastAt == null)) {
      throw new IllegalArgumentException(count + " redrives, the last at " + lastAt);
    }
  }
}
