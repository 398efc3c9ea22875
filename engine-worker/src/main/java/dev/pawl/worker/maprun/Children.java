package dev.pawl.worker.maprun;

import dev.pawl.core.maprun.ChildClosing;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.maprun.KnownChild;
import dev.pawl.core.maprun.MapRunState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The children of a Map run as this node deals with them: executions of their own, or in its memory. */
sealed interface Children permits StandardChildren, ExpressChildren {
  /** A child that has ended. */
  record Ended(ChildClosing closing, ChildRecord result) {}

  /**
   * Of the children that were announced, those that were never started.
   *
   * @param items how many items they have
   */
  record Absent(int children, long items) {}

  /** How many may run at once. */
  int most();

  /** What comes next in a Map run that was redriven. */
  sealed interface Ahead {
    /** Children that are executions of their own, whose inputs nobody needs to read again. */
    record There(List<KnownChild> known) implements Ahead {}

    /**
     * Children that are to be started, but for those that have succeeded before.
     *
     * @param most how many there are, at most
     * @param before how those have ended that have
     */
    record ToStart(int most, Map<Integer, ChildStatus> before) implements Ahead {}
  }

  /**
   * What the next children were before the redrive.
   *
   * @param most how many may be started or redriven
   */
  Ahead ahead(MapRunState state, int most);

  /** Starts those that were announced; what is started twice is the same child. */
  void start(MapRunState state, List<ChildInput> block) throws InterruptedException;

  /**
   * Redrives those that were announced for that; none is redriven twice.
   *
   * @return those that cannot be redriven
   */
  List<KnownChild> redrive(MapRunState state);

  /** Of those that were announced for a redrive, those that were not redriven. */
  List<KnownChild> notRedriven(MapRunState state);

  /** Sees to it that those run that are to. */
  void tend(MapRunState state, Reading reading) throws MapRunFailure, InterruptedException;

  /** Those that have ended here since the last call; none where a message tells of each end. */
  List<Ended> drain();

  /** The step is written that took in what {@link #drain} gave. */
  void written();

  /** Nothing was written: what {@link #drain} gave is given again. */
  void unwritten();

  /** Whether some have ended since the last {@link #drain}. */
  boolean hasEnded();

  /** Stops all that run. */
  Absent stop(MapRunState state);

  /** The step is not to be, but the children of the block that it had begun may be there: nobody wants them. */
  void disown(int first, int children);

  /** The numbers of those that were announced, in this round or an earlier one, and never started. */
  Set<Integer> absent(MapRunState state);

  /**
   * What is known of each child, in the order of their numbers.
   *
   * @throws MapRunFailure where something is no longer kept
   */
  void forEach(MapRunState state, Consumer<ChildRecord> consumer) throws MapRunFailure;

  /** Whether they run in a node's memory: no message tells of their ends, and they end with the node. */
  boolean areInMemory();

  /** What becomes of them is no longer this node's business. */
  void forget();
}
