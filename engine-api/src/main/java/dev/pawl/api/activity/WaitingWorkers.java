package dev.pawl.api.activity;

import dev.pawl.db.execution.ClaimedTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The workers that wait for tasks of one activity, first come, first served. Guarded by {@link ActivityPollers}. */
final class WaitingWorkers {
  /** AWS's limit. */
  private static final int MOST = 1_000;

  private final UUID activity;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** So many are out of the queue while a claim is under way. */
  private int inHand;
  private boolean isClaiming;
  private boolean isHinted;
  private boolean isFlooded;

  /**
   * A worker that waits.
   *
   * @param workerName empty for none
   * @param until when it gives up, in {@link System#nanoTime}
   */
  record Waiting(String workerName, long until, CompletableFuture<Optional<ClaimedTask>> answer) {}

  WaitingWorkers(UUID activity) {
    this.activity = activity;
  }

  UUID activity() {
    return activity;
  }

  /** Lets a worker wait; false where too many do. */
  boolean add(Waiting worker) {
    // Where the last claim found as many tasks as were asked for, there are probably more.
    isHinted |= isFlooded;
    return waiting.size() + inHand < MOST && waiting.add(worker);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether nobody waits, and nobody is being served. */
  boolean isIdle() {
    return waiting.isEmpty() && !isClaiming;
  }

  /** There may be a task. */
  void hint() {
    isHinted = true;
  }

  /** Whether a claim is due: there may be a task, somebody waits, and no claim is under way. */
  boolean isClaimDue() {
    return isHinted && !isClaiming && !waiting.isEmpty();
  }

  /** Whether only a look at the database can tell if there is a task. */
  boolean isLookDue() {
    return !isHinted && !isClaiming && !waiting.isEmpty();
  }

  /** Begins a claim: takes those at the head that have the same name. */
  List<Waiting> take() {
    String name = waiting.element().workerName();
    List<Waiting> head = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.element().workerName().equals(name)) {
      head.add(waiting.remove());
    }
    inHand = head.size();
    isClaiming = true;
    isHinted = false;
    return head;
  }

  /** Ends a claim, which has served the first ones. */
  void served(List<Waiting> workers, int served) {
    for (Waiting unserved : workers.subList(served, workers.size()).reversed()) {
      waiting.addFirst(unserved);
    }
    inHand = 0;
    isClaiming = false;
    isFlooded = served == workers.size();
    // There may be more, for those behind.
    isHinted |= isFlooded;
  }

  /** Ends a claim that failed; whoever waited for it knows. */
  void failed() {
    inHand = 0;
    isClaiming = false;
    isFlooded = false;
  }

  /** Sends those away whose time is up; who came first is the first to go. */
  void dismiss(long now) {
    while (!waiting.isEmpty() && now - waiting.element().until() >= 0) {
      waiting.remove().answer().complete(Optional.empty());
    }
  }

  /** Sends all away. */
  void dismissAll() {
    waiting.forEach(worker -> worker.answer().complete(Optional.empty()));
    waiting.clear();
  }

  /** Tells all that wait why they get nothing. */
  void fail(RuntimeException why) {
    waiting.forEach(worker -> worker.answer().completeExceptionally(why));
    waiting.clear();
  }
}
