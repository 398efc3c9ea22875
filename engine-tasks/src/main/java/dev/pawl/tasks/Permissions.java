package dev.pawl.tasks;

import dev.pawl.core.access.AccessRequest;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import java.util.Optional;

/** Decides what tasks may do. Safe for any number of threads. */
public interface Permissions {
  /** Everybody may do everything that the node may. */
  Permissions ALL = new Permissions() {
    @Override
    public Optional<StatesError> refusal(TaskRequest task) {
      return Optional.empty();
    }

    @Override
    public Optional<StatesError> refusal(String role, String account, AccessRequest needed) {
      return Optional.empty();
    }
  };

  /**
   * Why a task may not be called; empty where it may.
   *
   * @throws InterruptedException when nobody waits for the answer any more
   */
  Optional<StatesError> refusal(TaskRequest task) throws InterruptedException;

  /**
   * Why a role may not do something; empty where it may.
   *
   * @param role its ARN
   * @param account whose state machine has the role
   * @throws InterruptedException when nobody waits for the answer any more
   */
  Optional<StatesError> refusal(String role, String account, AccessRequest needed)
      throws InterruptedException;
}
