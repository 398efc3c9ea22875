package dev.pawl.db.execution;

/** How a batch of starts or commits reaches the server. What is written is the same. */
public enum CommitForm {
  /** One statement for the whole batch: the fastest on one PostgreSQL. */
  SINGLE_STATEMENT,

  /**
   * A transaction for each shard, of statements that write one table and name the shard: what a distributed
   * PostgreSQL such as Citus sends whole to the machine that has the shard.
   */
  SHARD_TRANSACTIONS
}
