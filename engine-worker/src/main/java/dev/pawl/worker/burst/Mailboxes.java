package dev.pawl.worker.burst;

import dev.pawl.core.interpreter.Event;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.LoadedRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who has the turn: lets one burst of an execution at a time be computed, and keeps what comes meanwhile for the next.
 * Safe for use by many threads.
 */
final class Mailboxes {
  private final BurstExecutor interpreters;
  private final Alarms alarms;
  private final InstantSource clock;
  private final Turns turns;
  private final Predicate<OpenExecution> calling;
  private final Map<ExecutionKey, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final Map<ExecutionKey, Instant> parked = new ConcurrentHashMap<>();
  private final AtomicInteger scheduled = new AtomicInteger();

  /** Takes a turn; whoever does ends it by {@link #release} or {@link #park}. */
  @FunctionalInterface
  interface Turns {
    void take(ExecutionKey key, Mailbox mailbox);
  }

  /**
   * @param clock the database's time
   * @param calling whether calls of an execution are under way here, so that it stays in memory
   */
  Mailboxes(BurstExecutor interpreters, Alarms alarms, InstantSource clock, Turns turns,
      Predicate<OpenExecution> calling) {
    this.interpreters = interpreters;
    this.alarms = alarms;
    this.clock = clock;
    this.turns = turns;
    this.calling = calling;
  }

  /** Whether a burst of the execution is under way, or it is parked, so that there is no use in loading it. */
  boolean isOccupied(ExecutionKey key) {
    Instant until = parked.get(key);
    if (until != null) {
      if (until.isAfter(clock.instant())) {
        return true;
      }
      parked.remove(key);
    }
    Mailbox mailbox = mailboxes.get(key);
    return mailbox != null && !mailbox.isIdle();
  }

  /** The mailbox of an execution; null where nothing is kept for it. */
  @Nullable
  Mailbox of(ExecutionKey key) {
    return mailboxes.get(key);
  }

  /** Adds what the reader found. */
  void add(LoadedRun run) {
    add(run.key(), mailbox -> mailbox.add(run));
  }

  /** Adds the answer of an own call. */
  void add(ExecutionKey key, Event event) {
    add(key, mailbox -> mailbox.add(event));
  }

  private void add(ExecutionKey execution, Predicate<Mailbox> adding) {
    mailboxes.compute(execution, (key, known) -> {
      Mailbox mailbox = known == null ? new Mailbox() : known;
      if (adding.test(mailbox)) {
        schedule(key, mailbox);
      }
      return mailbox;
    });
  }

  /**
   * Takes the first turn of an execution that is not written yet.
   *
   * @return false where it is here already
   */
  boolean reserve(ExecutionKey key) {
    return mailboxes.putIfAbsent(key, Mailbox.busy()) == null;
  }

  private void schedule(ExecutionKey key, Mailbox mailbox) {
    scheduled.incrementAndGet();
    interpreters.execute(() -> {
      scheduled.decrementAndGet();
      turns.take(key, mailbox);
    });
  }

  /** How many turns wait for a thread. */
  int waiting() {
    return scheduled.get();
  }

  /**
   * Ends a turn; an execution without own calls is not kept in memory.
   *
   * @param open how the execution stands now; null where it must be loaded again
   * @param again events whose burst was not written
   */
  void release(ExecutionKey key, Mailbox mailbox, @Nullable OpenExecution open,
      List<Event> again) {
    mailboxes.compute(key, (_, known) -> {
      if (mailbox.release(open, again)) {
        schedule(key, mailbox);
        return known;
      }
      return open != null && calling.test(open) ? known : null;
    });
    if (mailbox.heardKnock()) {
      alarms.nudge();
    }
  }

  /** Ends a turn that came to nothing: the execution is left alone for a while; what its calls brought stays. */
  void park(ExecutionKey key, Mailbox mailbox, List<Event> returned, Duration length) {
    parked.put(key, clock.instant().plus(length));
    mailboxes.compute(key, (_, known) -> mailbox.park(returned) ? known : null);
    interpreters.executeAfter(length, () -> unpark(key));
  }

  /** Leaves an execution alone that has no turn. */
  void setAside(ExecutionKey key, Duration length) {
    parked.put(key, clock.instant().plus(length));
    interpreters.executeAfter(length, () -> unpark(key));
  }

  private void unpark(ExecutionKey key) {
    parked.remove(key);
    mailboxes.computeIfPresent(key, (_, mailbox) -> {
      if (mailbox.unpark()) {
        schedule(key, mailbox);
      }
      return mailbox;
    });
    alarms.nudge();
  }

  /** A message is there for an execution with a burst under way: the reader is to come again when that has ended. */
  void knock(ExecutionKey key) {
    if (parked.containsKey(key)) {
      return;
    }
    Mailbox mailbox = mailboxes.get(key);
    if (mailbox == null || !mailbox.knock()) {
      alarms.nudge();
    }
  }

  /** Whether nobody has a turn. */
  boolean areIdle() {
    return mailboxes.values().stream().allMatch(Mailbox::isIdle);
  }
}
