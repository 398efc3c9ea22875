package dev.pawl.api.execution;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs Express executions; on a node that also works. */
@FunctionalInterface
public interface ExpressRunner {
  /**
   * Runs an execution to its end, in memory.
   *
   * @param revision the definition to run
   * @param by the version or alias that named it
   * @param name the name that the caller gave; empty: one is made up
   * @param input checked
   * @return empty where the node runs too many already
   */
  CompletableFuture<Optional<Ended>> run(UUID stateMachineId, int revision, Qualifier by,
      Optional<String> name,
      Payload input);

  /**
   * An execution that has ended.
   *
   * @param status as the API names it
   * @param output null unless it succeeded
   * @param error null if it succeeded
   * @param heldBytes the most data that it held at once
   */
  record Ended(String arn, String name, Instant startedAt, Instant stoppedAt, String status,
      @Nullable Payload output, @Nullable StatesError error, long heldBytes) {}
}
