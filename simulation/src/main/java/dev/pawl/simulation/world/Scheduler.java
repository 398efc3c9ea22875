package dev.pawl.simulation.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, and who moves next. What one node does may take time: then the others' work is done within it. The time
 * that nodes measure is what they live through; the store's time may also jump, where nothing would happen.
 */
final class Scheduler implements InstantSource {
  /** The beginning of all simulations. */
  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  private static final int DEEPEST = 4;

  private final RandomGenerator random;
  private final PriorityQueue<Turn> turns = new PriorityQueue<>(
      Comparator.comparingLong(Turn::at).thenComparingLong(Turn::lot));
  private final Map<SimNode, List<Turn>> held = new HashMap<>();
  private long elapsed;
  private Duration skipped = Duration.ZERO;
  private int depth;
  private int pending;
  private long steps;
  private @Nullable SimNode running;

  /** @param isRoutine whether it comes again and again, so that nobody waits for it */
  private record Turn(long at, long lot, @Nullable SimNode node, boolean isRoutine,
      Runnable work) {}

  Scheduler(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public Instant instant() {
    return BEGIN.plus(skipped).plusNanos(elapsed * 1_000);
  }

  /** Microseconds that all have lived through. */
  long elapsed() {
    return elapsed;
  }

  long steps() {
    return steps;
  }

  /** The node whose code runs now; null where it is nobody's. */
  @Nullable
  SimNode running() {
    return running;
  }

  /** Work that is not routine and not done yet. */
  int pending() {
    return pending;
  }

  /** Whether no work is in the middle of something. */
  boolean isAtTop() {
    return depth == 0;
  }

  /** Lets something be done later. */
  void after(long micros, @Nullable SimNode node, Runnable work) {
    pending++;
    turns.add(new Turn(elapsed + micros, random.nextLong(), node, false, work));
  }

  /** The same for what a node does all the time. */
  void routine(long micros, @Nullable SimNode node, Runnable work) {
    turns.add(new Turn(elapsed + micros, random.nextLong(), node, true, work));
  }

  /** The store's time jumps. */
  void skip(Duration time) {
    skipped = skipped.plus(time);
  }

  /** Does the next thing; false where there is none. */
  boolean step() {
    Turn turn = turns.poll();
    if (turn == null) {
      return false;
    }
    elapsed = Math.max(elapsed, turn.at());
    SimNode node = turn.node();
    if (node != null && node.isPaused()) {
      held.computeIfAbsent(node, _ -> new ArrayList<>()).add(turn);
      return true;
    }
    pending -= turn.isRoutine() ? 0 : 1;
    if (node != null && !node.isAlive()) {
      return true;
    }
    steps++;
    SimNode before = running;
    running = node;
    try {
      turn.work().run();
    } catch (NodeDiedException _) {
      // Its memory is gone; the world goes on.
    } finally {
      running = before;
    }
    return true;
  }

  /** The running work takes so long; others do theirs meanwhile. False where it would nest too deep. */
  boolean pass(long micros) {
    if (depth >= DEEPEST) {
      return false;
    }
    long until = elapsed + micros;
    SimNode before = running;
    depth++;
    try {
      while (!turns.isEmpty() && turns.peek().at() <= until) {
        step();
      }
    } finally {
      depth--;
      running = before;
    }
    elapsed = Math.max(elapsed, until);
    return true;
  }

  /** The node goes on: what waited for it is done now. */
  void resume(SimNode node) {
    List<Turn> waiting = held.remove(node);
    if (waiting != null) {
      waiting.forEach(turn -> turns.add(
          new Turn(elapsed + random.nextInt(1_000), random.nextLong(), node, turn.isRoutine(),
              turn.work())));
    }
  }
}
