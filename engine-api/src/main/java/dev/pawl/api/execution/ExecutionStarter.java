package dev.pawl.api.execution;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Starts executions: on a node that also works by running the first burst, on a pure API node by writing the
 * execution for a worker to find.
 */
@FunctionalInterface
public interface ExecutionStarter {
  /**
   * Starts an execution; the answer comes after the commit.
   *
   * @param revision the definition to run
   * @param by the version or alias that named it
   * @param name the name that the caller gave; empty: the execution's id becomes its name
   * @param input checked
   * @return completes exceptionally where the database failed; the caller may repeat the start
   */
  CompletableFuture<StartAnswer> start(UUID stateMachineId, int revision, Qualifier by,
      Optional<String> name,
      Payload input);

  /** What became of a start. */
  sealed interface StartAnswer {
    /** It runs, or has run, since this time: begun now, or by an equal request before. */
    record Running(String name, Instant startedAt) implements StartAnswer {}

    /** The name belongs to an execution that is closed or has another input. */
    record NameTaken(String name) implements StartAnswer {}

    /** The node is behind; nothing was written. */
    record Overloaded() implements StartAnswer {}
  }
}
