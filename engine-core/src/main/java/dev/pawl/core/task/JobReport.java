package dev.pawl.core.task;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;

/** How a job stands that a {@code .sync} task has begun (reference: service-integrations, section 4). */
public sealed interface JobReport {
  /** It has not ended, or the service could not tell now. */
  record Running() implements JobReport {}

  /** It has ended, or nobody will ever know how; the outcome is the task's. */
  record Ended(Outcome<Payload> outcome) implements JobReport {}
}
