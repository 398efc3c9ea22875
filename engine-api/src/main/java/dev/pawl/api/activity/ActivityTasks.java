package dev.pawl.api.activity;

import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.Tasks;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The tasks of activities in the database. */
public record ActivityTasks(Tasks tasks) implements ActivityPollers.Tasks {
  @Override
  public Set<UUID> unclaimed(Collection<UUID> activities) {
    return tasks.unclaimed(activities);
  }

  @Override
  public List<ClaimedTask> claim(UUID activityId, int limit, String workerName) {
    return tasks.claimActivity(activityId, limit, workerName);
  }
}
