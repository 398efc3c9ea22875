package dev.pawl.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How long the harness breaks things, and which. */
enum Profile {
  /** For each merge: what takes little time, each once. */
  SMOKE(Duration.ofMinutes(3), Duration.ofSeconds(115), List.of(
      FaultKind.KILL_WORKER, FaultKind.KILL_POSTGRES, FaultKind.KILL_API,
      FaultKind.TERMINATE_BACKENDS, FaultKind.CUT_DATABASE, FaultKind.CUT_TASKS,
      FaultKind.RESTART_GRACEFULLY, FaultKind.PAUSE_WORKER_SHORT)),
  /** For each night: everything. */
  FULL(Duration.ofMinutes(30), Duration.ofMinutes(27), Arrays.asList(FaultKind.values())),
  /** For a release: everything, again and again. */
  SOAK(Duration.ofHours(8), Duration.ofMinutes(8 * 60 - 10), Arrays.asList(FaultKind.values()));

  private final Duration nominal;
  private final Duration load;
  @SuppressWarnings("ImmutableEnumChecker") // copied
  private final List<FaultKind> faults;

  Profile(Duration nominal, Duration load, List<FaultKind> faults) {
    this.nominal = nominal;
    this.load = load;
    this.faults = List.copyOf(faults);
  }

  /** How long there is load; faults begin and end within it. */
  Duration load() {
    return load;
  }

  /** After this the run is given up, whatever it does. */
  Duration limit() {
    return nominal.plus(Duration.ofMinutes(10)).plus(nominal.dividedBy(5));
  }

  List<FaultKind> faults() {
    return faults;
  }
}
