package dev.pawl.core.identity;

import java.util.UUID;

/**
 * Names one attempt of one task.
 *
 * @param shard the execution's shard, 0 to 255
 * @param id the execution
 * @param seq the task's number within its execution
 * @param attempt counts the attempts at that task
 */
public record TaskToken(int shard, UUID id, int seq, int attempt) {
  public TaskToken {
    if (shard < 0 || shard >= Shards.COUNT) {
      throw new IllegalArgumentException("no such shard: " + shard);
    }
  }
}
