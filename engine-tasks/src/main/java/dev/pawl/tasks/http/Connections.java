package dev.pawl.tasks.http;

import dev.pawl.core.connection.Connection;

/** Knows connections with their secrets. Safe for any number of threads. */
@FunctionalInterface
public interface Connections {
  /** There are none. */
  Connections NONE = (arn, _) -> {
    throw new UnusableConnectionException("ResourceNotFound",
        "There is no connection " + arn);
  };

  /**
   * Finds a connection.
   *
   * @param arn as the task names it
   * @param account whose task it is; it has its own connections alone
   * @throws UnusableConnectionException where there is none, or it is not ready
   */
  Connection find(String arn, String account);
}
