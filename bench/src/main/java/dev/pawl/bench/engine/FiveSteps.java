package dev.pawl.bench.engine;

/** Something that runs five durable steps one after the other, started by a caller that waits for the end. */
interface FiveSteps extends AutoCloseable {
  /** Starts one and waits until its end is durable. Safe for many callers at once. */
  void run() throws Exception;

  @Override
  void close();
}
