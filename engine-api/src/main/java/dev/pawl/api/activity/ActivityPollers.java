package dev.pawl.api.activity;

import dev.pawl.db.execution.ClaimedTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The workers that wait for tasks, by activity. However many wait, one poller for each activity asks the
 * database, and none while nobody waits. Safe for use by many threads.
 */
public final class ActivityPollers implements ActivitySignal, AutoCloseable {
  /** How long AWS lets a worker wait. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ConcurrentHashMap<UUID, ActivityPoller> pollers = new ConcurrentHashMap<>();
  private final Claims claims;
  private final Duration patience;

  /** Claims tasks of an activity for one worker. */
  @FunctionalInterface
  public interface Claims {
    List<ClaimedTask> claim(UUID activityId, int limit, String workerName);
  }

  /**
   * @param patience how long a worker waits for a task
   */
  public ActivityPollers(Claims claims, Duration patience) {
    this.claims = claims;
    this.patience = patience;
  }

  /**
   * Waits for a task.
   *
   * @param workerName empty for none
   * @return completes with a task, or with none when the time is up; empty where too many wait already
   */
  Optional<CompletableFuture<Optional<ClaimedTask>>> poll(UUID activityId, String workerName) {
    return pollers
        .computeIfAbsent(activityId, id -> new ActivityPoller(id, claims))
        .await(workerName, System.nanoTime() + patience.toNanos());
  }

  @Override
  public void nudge() {
    pollers.values().forEach(ActivityPoller::nudge);
  }

  /** Sends the workers that wait away without a task. */
  @Override
  public void close() {
    pollers.values().forEach(ActivityPoller::close);
  }
}
