package dev.pawl.api.activity;

import dev.pawl.api.activity.WaitingWorkers.Waiting;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.ClaimedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers that wait for tasks, by activity. However many wait for however many activities, one statement asks the
 * database for all, five times a second, twenty times while workers come, and none while nobody waits. While the
 * database is away, workers wait. What is scheduled in this process is claimed at
 * once. Safe for use by many threads.
 */
public final class ActivityPollers implements ActivitySignal, AutoCloseable {
  /** How long AWS lets a worker wait. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration EVERY = Duration.ofMillis(200);

  /** A worker that has just come does not wait for the next look: it has an earlier one, with others. */
  private static final Duration SOONEST = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(ActivityPollers.class);

  /** In place of the number of workers served: they were told that their claim failed. */
  private static final int FAILED = -1;

  private final Tasks tasks;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<UUID, WaitingWorkers> queues = new HashMap<>();
  private final Map<String, UUID> ids = new HashMap<>();
  private long lookedAt = System.nanoTime() - EVERY.toNanos();
  private boolean somebodyCame;
  private boolean running;
  private boolean closed;

  /** Where tasks come from. */
  public interface Tasks {
    /** Those of some activities that have tasks which nobody has claimed. */
    Set<UUID> unclaimed(Collection<UUID> activities);

    /** Claims tasks of an activity for one worker, at most so many. */
    List<ClaimedTask> claim(UUID activityId, int limit, String workerName);
  }

  /** What the next round is to do. */
  private record Round(List<Claim> claims, List<UUID> looks, boolean isLast) {}

  private record Claim(WaitingWorkers queue, List<Waiting> workers) {}

  /**
   * @param patience how long a worker waits for a task
   */
  public ActivityPollers(Tasks tasks, Duration patience) {
    this.tasks = tasks;
    this.patience = patience;
  }

  /**
   * Waits for a task.
   *
   * @param activityArn the ARN that {@link #scheduled} tells
   * @param workerName empty for none
   * @return completes with a task, or with none when the time is up; empty where too many wait already
   */
  Optional<CompletableFuture<Optional<ClaimedTask>>> poll(UUID activityId, String activityArn,
      String workerName) {
    var worker = new Waiting(workerName, System.nanoTime() + patience.toNanos(),
        new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        worker.answer().complete(Optional.empty());
        return Optional.of(worker.answer());
      }
      ids.put(activityArn, activityId);
      if (!queues.computeIfAbsent(activityId, WaitingWorkers::new).add(worker)) {
        return Optional.empty();
      }
      somebodyCame = true;
      news.signal();
      if (!running) {
        running = true;
        Thread.ofVirtual().name("activities").start(this::run);
      }
      return Optional.of(worker.answer());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void scheduled(String activityArn) {
    lock.lock();
    try {
      UUID id = ids.get(activityArn);
      WaitingWorkers queue = id == null ? null : queues.get(id);
      if (queue != null) {
        queue.hint();
        news.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs while somebody waits. */
  private void run() {
    for (Round round = next(); !round.isLast(); round = next()) {
      round.claims().forEach(
          claim -> Thread.ofVirtual().name("activity-" + claim.queue().activity())
              .start(() -> serve(claim)));
      if (!round.looks().isEmpty()) {
        look(round.looks());
      }
    }
  }

  private Round next() {
    lock.lock();
    try {
      while (true) {
        long now = System.nanoTime();
        queues.values().forEach(queue -> queue.dismiss(now));
        queues.values().removeIf(WaitingWorkers::isIdle);
        if (queues.isEmpty()) {
          ids.clear();
          running = false;
          return new Round(List.of(), List.of(), true);
        }
        List<Claim> claims = claims();
        long rest = (somebodyCame ? SOONEST : EVERY).toNanos() - (now - lookedAt);
        List<UUID> looks = rest > 0 ? List.of() : looks(now);
        if (!claims.isEmpty() || !looks.isEmpty()) {
          return new Round(claims, looks, false);
        }
        long _ = news.awaitNanos(rest > 0 ? rest : EVERY.toNanos());
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but the end of the process.
      dismissAll();
      running = false;
      return new Round(List.of(), List.of(), true);
    } finally {
      lock.unlock();
    }
  }

  private List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    for (WaitingWorkers queue : queues.values()) {
      if (queue.isClaimDue()) {
        claims.add(new Claim(queue, queue.take()));
      }
    }
    return claims;
  }

  private List<UUID> looks(long now) {
    lookedAt = now;
    somebodyCame = false;
    return queues.values().stream().filter(WaitingWorkers::isLookDue)
        .map(WaitingWorkers::activity).toList();
  }

  private void look(List<UUID> activities) {
    try {
      Set<UUID> found = tasks.unclaimed(activities);
      locked(activities, queue -> {
        if (found.contains(queue.activity())) {
          queue.hint();
        }
      });
    } catch (DatabaseUnavailableException e) {
      // The database's watch tells the operator. Workers that were sent away would all come back at once.
      LOG.debug("no look at activity tasks: {}", e.getMessage());
    } catch (StatementFailedException e) {
      if (e.isPassing()) {
        LOG.debug("no look at activity tasks: {}", e.getMessage());
      } else {
        locked(activities, queue -> queue.fail(e));
      }
    } catch (RuntimeException e) {
      locked(activities, queue -> queue.fail(e));
    }
  }

  private void locked(List<UUID> activities, Consumer<WaitingWorkers> change) {
    lock.lock();
    try {
      activities.stream().map(queues::get).filter(Objects::nonNull).forEach(change);
    } finally {
      lock.unlock();
    }
  }

  private void serve(Claim claim) {
    int served = claim(claim);
    lock.lock();
    try {
      if (served == FAILED) {
        claim.queue().failed();
      } else {
        claim.queue().served(claim.workers(), served);
      }
      if (closed) {
        claim.queue().dismissAll();
      }
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Claims and hands out; the number of workers that have a task, or {@link #FAILED}. */
  private int claim(Claim claim) {
    List<Waiting> workers = claim.workers();
    try {
      List<ClaimedTask> claimed = tasks.claim(claim.queue().activity(), workers.size(),
          workers.getFirst().workerName());
      for (int i = 0; i < claimed.size(); i++) {
        workers.get(i).answer().complete(Optional.of(claimed.get(i)));
      }
      return claimed.size();
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException e) {
      LOG.debug("no claim of activity tasks: {}", e.getMessage());
      return 0;
    } catch (StatementFailedException e) {
      return e.isPassing() ? 0 : failed(workers, e);
    } catch (RuntimeException e) {
      return failed(workers, e);
    }
  }

  private static int failed(List<Waiting> workers, RuntimeException why) {
    workers.forEach(worker -> worker.answer().completeExceptionally(why));
    return FAILED;
  }

  private void dismissAll() {
    closed = true;
    queues.values().forEach(WaitingWorkers::dismissAll);
  }

  /** Sends the workers that wait away without a task. */
  @Override
  public void close() {
    lock.lock();
    try {
      dismissAll();
      news.signal();
    } finally {
      lock.unlock();
    }
  }
}
