package dev.pawl.api.execution;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Starts asynchronous Express executions: on a node that also works by running them, else by leaving them to one. */
@FunctionalInterface
public interface ExpressStarter {
  /**
   * Starts an execution, which will run at least once; the answer comes after the commit.
   *
   * @param revision the definition to run
   * @param by the version or alias that named it
   * @param name the name that the caller gave, which need not be unique; empty: one is made up
   * @param input checked
   * @return empty where the node runs too many already; completes exceptionally where the database failed
   */
  CompletableFuture<Optional<Begun>> start(UUID stateMachineId, int revision, Qualifier by,
      Optional<String> name, Payload input);

  /**
   * An execution that was accepted.
   *
   * @param startedAt the database's time of its acceptance
   */
  record Begun(String arn, Instant startedAt) {}
}
