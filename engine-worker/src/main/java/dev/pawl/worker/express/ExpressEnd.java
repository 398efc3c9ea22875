package dev.pawl.worker.express;

import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.worker.definition.Machine;
import java.time.Instant;

/**
 * An Express execution that has ended.
 *
 * @param machine what it ran
 * @param stoppedAt the database's time of the end
 * @param heldBytes the most data that it held at once
 */
public record ExpressEnd(Execution execution, Machine machine, Decision.Next.Closed result,
    Instant stoppedAt,
    long heldBytes) {}
