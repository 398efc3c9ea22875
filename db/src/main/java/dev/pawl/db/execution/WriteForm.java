package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** How rows that belong together are written. */
sealed interface WriteForm permits SingleStatement, ShardTransactions {
  static WriteForm of(CommitForm form, Pool pool) {
    return switch (form) {
      case SINGLE_STATEMENT -> new SingleStatement(pool);
      case SHARD_TRANSACTIONS -> new ShardTransactions(pool);
    };
  }

  /** Cuts a batch into what is written together; the order within each stays. */
  <T> List<List<T>> cut(List<T> batch, Function<T, ExecutionKey> key);

  /**
   * Writes bursts, all of them or nothing.
   *
   * @throws dev.pawl.db.connection.StatementFailedException with {@link Refusals#WRONG_COUNT} where one of them is
   *     not on the revision that it began from, or has lost a task or a message
   */
  void commit(BurstRows rows);

  /**
   * Writes new executions, but those whose name or id is taken.
   *
   * @return the ids of those that were written
   */
  Set<UUID> start(StartRows rows);
}
