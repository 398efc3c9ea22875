package dev.pawl.api.task;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Tasks.Reception;

/** What the holders of task tokens tell the engine. */
final class TaskCallbacks {
  private final Database database;
  private final TaskTokens tokens;
  private final WorkerSignal worker;

  TaskCallbacks(Database database, TaskTokens tokens, WorkerSignal worker) {
    this.database = database;
    this.tokens = tokens;
    this.worker = worker;
  }

  /**
   * Answers a task. The answer is durable when this returns.
   *
   * @param result as {@code StoredAnswer} encodes it
   * @throws ApiException {@code InvalidToken}, {@code TaskDoesNotExist} or {@code TaskTimedOut}
   */
  void answer(String token, boolean ok, byte[] result) {
    TaskToken task = read(token);
    check(
        database.tasks()
            .answer(
                new ExecutionKey(task.shard(), task.id()), task.seq(), task.attempt(), ok, result));
    worker.nudge(task.shard());
  }

  /**
   * Takes a sign of life.
   *
   * @throws ApiException as {@link #answer}
   */
  void heartbeat(String token) {
    TaskToken task = read(token);
    check(
        database.tasks()
            .heartbeat(new ExecutionKey(task.shard(), task.id()), task.seq(), task.attempt()));
  }

  private TaskToken read(String token) {
    return tokens.read(token).orElseThrow(() -> ApiError.INVALID_TOKEN.about("Invalid token"));
  }

  private static void check(Reception reception) {
    switch (reception) {
      case ACCEPTED -> {
      }
      case TIMED_OUT ->
        throw ApiError.TASK_TIMED_OUT.about("Provided task does not exist anymore");
      case UNKNOWN -> throw ApiError.TASK_DOES_NOT_EXIST.about("Provided task does not exist");
    }
  }
}
