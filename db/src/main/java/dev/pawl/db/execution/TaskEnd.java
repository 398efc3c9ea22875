package dev.pawl.db.execution;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attempt. The commit that carries it fails unless what {@code how} says is true of the row.
 *
 * @param owner for {@link How#RESULT} the committing incarnation, for {@link How#LOST} the dead one; else null
 */
public record TaskEnd(int seq, int attempt, How how, @Nullable UUID owner) {
  /** Why an attempt ends. */
  public enum How {
    /** The owner's own call returned. */
    RESULT("result"),
    /** An answer by token was accepted before. */
    ANSWER("answer"),
    /** Deadline or heartbeat has passed by the database's clock, and no answer was accepted. */
    TIMEOUT("timeout"),
    /** The owner died, and no answer was accepted. */
    LOST("lost"),
    /** The job that it waits for, a child execution or one of another service, has ended, and no answer was accepted. */
    JOB("job"),
    /** Nobody wants it any more: a branch was cancelled. */
    DROP("drop");

    private final String word;

    How(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  public TaskEnd {
    if ((how == How.RESULT || how == How.LOST) != (owner != null)) {
      throw new IllegalArgumentException("result and lost, and no other, name an owner");
    }
  }

  public static TaskEnd result(int seq, int attempt, UUID me) {
    return new TaskEnd(seq, attempt, How.RESULT, me);
  }

  public static TaskEnd answer(int seq, int attempt) {
    return new TaskEnd(seq, attempt, How.ANSWER, null);
  }

  public static TaskEnd timeout(int seq, int attempt) {
    return new TaskEnd(seq, attempt, How.TIMEOUT, null);
  }

  public static TaskEnd lost(int seq, int attempt, UUID deadOwner) {
    return new TaskEnd(seq, attempt, How.LOST, deadOwner);
  }

  public static TaskEnd job(int seq, int attempt) {
    return new TaskEnd(seq, attempt, How.JOB, null);
  }

  public static TaskEnd drop(int seq, int attempt) {
    return new TaskEnd(seq, attempt, How.DROP, null);
  }
}
