package dev.pawl.api.activity;

import dev.pawl.api.activity.ActivityPollers.Claims;
import dev.pawl.db.execution.ClaimedTask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Claims tasks of one activity for the workers that wait, first come, first served. */
final class ActivityPoller {
  /** AWS's limit. */
  private static final int MOST_WAITING = 1_000;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final UUID activityId;
  private final Claims claims;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition hint = lock.newCondition();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  /** So many are out of the queue while a claim is under way. */
  private int inHand;
  private boolean running;
  private boolean hinted;
  private boolean closed;

  /**
   * A worker that waits.
   *
   * @param until when it gives up, in {@link System#nanoTime}
   */
  private record Waiting(String workerName, long until,
      CompletableFuture<Optional<ClaimedTask>> answer) {}

  ActivityPoller(UUID activityId, Claims claims) {
    this.activityId = activityId;
    this.claims = claims;
  }

  /** Lets a worker wait; empty where too many do. */
  Optional<CompletableFuture<Optional<ClaimedTask>>> await(String workerName, long until) {
    lock.lock();
    try {
      if (waiting.size() + inHand >= MOST_WAITING) {
        return Optional.empty();
      }
      CompletableFuture<Optional<ClaimedTask>> answer = new CompletableFuture<>();
      waiting.add(new Waiting(workerName, until, answer));
      hinted = true;
      hint.signal();
      if (!running) {
        running = true;
        Thread.ofVirtual().name("activity-" + activityId).start(this::run);
      }
      return Optional.of(answer);
    } finally {
      lock.unlock();
    }
  }

  void nudge() {
    lock.lock();
    try {
      hinted = true;
      hint.signal();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    nudge();
  }

  /** Runs while somebody waits. Only this thread takes workers out of the queue. */
  private void run() {
    for (List<Waiting> next = next(); !next.isEmpty(); next = next()) {
      serve(next);
    }
  }

  /** The workers to claim for: those at the head that have the same name. Empty where nobody waits. */
  private List<Waiting> next() {
    lock.lock();
    try {
      while (true) {
        dismiss();
        if (waiting.isEmpty()) {
          running = false;
          return List.of();
        }
        if (hinted) {
          hinted = false;
          return head();
        }
        if (hint.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
          continue;
        }
        hinted = true;
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but the end of the process.
      closed = true;
      dismiss();
      running = false;
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void dismiss() {
    long now = System.nanoTime();
    waiting.removeIf(worker -> {
      boolean over = closed || now - worker.until() >= 0;
      if (over) {
        worker.answer().complete(Optional.empty());
      }
      return over;
    });
  }

  private List<Waiting> head() {
    String name = waiting.element().workerName();
    List<Waiting> head = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.element().workerName().equals(name)) {
      head.add(waiting.remove());
    }
    inHand = head.size();
    return head;
  }

  private void serve(List<Waiting> workers) {
    int served = claim(workers);
    lock.lock();
    try {
      for (Waiting unserved : workers.subList(served, workers.size()).reversed()) {
        waiting.addFirst(unserved);
      }
      inHand = 0;
      if (served == workers.size()) {
        // There may be more, for those behind.
        hinted = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Claims and hands out; the number of workers that have their answer. */
  private int claim(List<Waiting> workers) {
    try {
      List<ClaimedTask> tasks = claims
          .claim(activityId, workers.size(), workers.getFirst().workerName());
      for (int i = 0; i < tasks.size(); i++) {
        workers.get(i).answer().complete(Optional.of(tasks.get(i)));
      }
      return tasks.size();
    } catch (RuntimeException e) {
      workers.forEach(worker -> worker.answer().completeExceptionally(e));
      return workers.size();
    }
  }
}
