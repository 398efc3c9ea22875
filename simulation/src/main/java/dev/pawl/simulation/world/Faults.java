package dev.pawl.simulation.world;

import org.jspecify.annotations.Nullable;

/** Says at each place what goes wrong there. */
public interface Faults {
  /** What goes wrong now; null where nothing does. */
  @Nullable
  FaultKind at(Place place);

  /** From now on nothing goes wrong. */
  void heal();
}
