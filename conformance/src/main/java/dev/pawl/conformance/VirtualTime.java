package dev.pawl.conformance;

import dev.pawl.db.Rehearsal;
import dev.pawl.db.execution.LoadedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets time pass as soon as nothing else can happen: no burst or call is under way, nothing is due or unread, and
 * nobody outside has anything to do.
 */
final class VirtualTime {
  /** In real time: for so long an engine may be at work on one recording. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final long PAUSE_NANOS = 500_000;

  private final Stage stage;
  private final ReplayingConnector connector;

  VirtualTime(Stage stage, ReplayingConnector connector) {
    this.stage = stage;
    this.connector = connector;
  }

  /**
   * Waits until something holds; looks at it whenever the engine is at rest.
   *
   * @return why it will never hold, or empty
   */
  Optional<String> until(BooleanSupplier met, Answers answers) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      List<LoadedRun> open = stage.open();
      if (!isAtRest(open)) {
        stage.worker().nudge();
        LockSupport.parkNanos(PAUSE_NANOS);
      } else if (met.getAsBoolean()) {
        return Optional.empty();
      } else if (stage.tasks().stream().noneMatch(answers::act)) {
        Optional<Instant> next = next(open);
        if (next.isEmpty()) {
          return Optional.of("waits for ever");
        }
        pass(Duration.between(open.getFirst().dbNow(), next.get()).plus(MILLISECOND));
      }
    }
    return Optional.of("is still at work after " + PATIENCE.toSeconds() + " s");
  }

  void pass(Duration time) {
    stage.rehearsal().pass(time);
    stage.worker().nudge();
  }

  private static Optional<Instant> next(List<LoadedRun> open) {
    return open.stream().map(LoadedRun::wakeAt).filter(Objects::nonNull).min(Instant::compareTo);
  }

  /**
   * Nothing is due, unread or under way. The rows are read before and after: what was under way before then is
   * either still under way, or was written and shows in a revision.
   */
  private boolean isAtRest(List<LoadedRun> open) {
    Rehearsal.Pulse before = stage.rehearsal().pulse();
    return !before.isAnythingDue() && stage.worker().isIdle()
        && stage.worker().callsUnderWay() == connector.unanswered()
        && stage.rehearsal().pulse().equals(before)
        && revisions(stage.open()).equals(revisions(open));
  }

  private static List<String> revisions(List<LoadedRun> runs) {
    return runs.stream().map(run -> run.key().id() + " " + run.rev() + " " + run.messages().size())
        .sorted()
        .toList();
  }
}
