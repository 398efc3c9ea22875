package dev.pawl.core.interpreter;

import dev.pawl.core.asl.Transition;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a state wants next: every step class answers with one of these, and the interpreter carries it out. */
sealed interface Step {
  /** The state is left with an output, and with variables to assign. */
  record Leave(Payload output, Map<String, Payload> assigned,
      Transition transition) implements Step {}

  /** The state holds until a time. */
  record Hold(Instant until) implements Step {}

  /**
   * A task is to be done.
   *
   * @param timeoutSeconds null where the definition sets none
   * @param heartbeatSeconds null where the definition sets none
   * @param roleArn the role of Credentials; null where there is none
   */
  record Call(Payload parameters, @Nullable Long timeoutSeconds, @Nullable Long heartbeatSeconds,
      @Nullable String roleArn) implements Step {}

  /**
   * Branches are to be run.
   *
   * @param input what every branch gets
   * @param branches how many there are
   */
  record Fork(Payload input, int branches) implements Step {}

  /** A Map's items are known, and how many may be worked on at once. */
  record Iterate(Payload items, int total, int limit) implements Step {}

  /** The definition says that the graph fails here. */
  record Fail(StatesError error) implements Step {}

  /** A field of the state could not be computed; the cause does not name the state yet. */
  record Fault(Outcome.Failed<?> failure) implements Step {}

  /** A field of the state could be computed, but its value is of no use; as for a fault otherwise. */
  record Misfit(Outcome.Failed<?> failure) implements Step {}
}
