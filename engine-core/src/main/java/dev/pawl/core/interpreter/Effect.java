package dev.pawl.core.interpreter;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.core.task.Resource;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a decision wants done beside the new state and the history; committed with them. */
public sealed interface Effect {
  /**
   * A new task row; once it is committed the call is made, or the activity's task can be claimed.
   *
   * @param seq the task's number in the execution
   * @param attempt 0 for the first try
   * @param roleArn the role of the state's Credentials; null where it has none
   * @param timeoutSeconds how long an attempt may take
   * @param heartbeatSeconds how long it may stay silent; null for no limit
   * @param deadline when the attempt times out; null for an activity that no worker has taken yet
   */
  record StartTask(int seq, int attempt, Resource resource, Payload parameters,
      @Nullable String roleArn,
      long timeoutSeconds, @Nullable Long heartbeatSeconds,
      @Nullable Instant deadline) implements Effect {}

  /** The call that starts a callback task came back; from now on the row waits for its token alone. */
  record AwaitAnswer(int seq, int attempt) implements Effect {}

  /** An attempt is over. */
  record EndTask(int seq, int attempt, How how) implements Effect {}

  /**
   * What a {@code .sync} task has begun elsewhere is no longer wanted; its attempt has ended otherwise.
   *
   * @param job what is known of it; null for a child execution, which is told
   */
  record StopJob(int seq, int attempt, Resource.Service resource, @Nullable Job job)
      implements
        Effect {}

  /** The service is to be asked how a job stands; what it says comes as {@link Event.JobReported}. */
  record LookAfterJob(int seq, int attempt, Resource.Service resource, Job job)
      implements
        Effect {}

  /**
   * A new Map run, to be begun.
   *
   * @param state the Map state's name
   * @param label the Map run's, unique in the state machine
   */
  record StartMapRun(UUID id, String state, String label, MapPlan plan) implements Effect {}

  /**
   * A Map run that has broken off with its execution is to go on.
   *
   * @param label the Map run's
   * @param redrives how often it will have been redriven then
   */
  record RedriveMapRun(UUID id, String label, int redrives) implements Effect {}

  /** A Map run is no longer wanted: its children are to be stopped. */
  record StopMapRun(UUID id, String label) implements Effect {}

  /** An iteration's or branch's output, kept until the join. */
  record KeepItem(int fork, int index, Payload output) implements Effect {}

  /** The outputs of a fork are no longer needed. */
  record DropItems(int fork) implements Effect {}

  /** How an attempt ended; the commit checks the row accordingly. */
  enum How {
    /** The own call returned; nobody else may have ended it. */
    RESULT,
    /** A callback had been accepted. */
    ANSWER,
    /** The deadline or the heartbeat passed by the database's clock. */
    TIMEOUT,
    /** The worker that made the call is gone. */
    LOST,
    /** The job, which a child execution is too, has ended, and no callback was accepted before. */
    JOB,
    /** The branch was cancelled. */
    DROP
  }
}
