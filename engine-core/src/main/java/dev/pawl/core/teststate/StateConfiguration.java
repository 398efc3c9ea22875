package dev.pawl.core.teststate;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a test assumes to have happened; all of it needs a mock.
 *
 * @param retrierRetryCount how often the retrier that is for the mocked error has been used
 * @param errorCausedByState the state inside a Map or Parallel that failed with the mocked error
 * @param mapIterationFailureCount how many iterations of a Map failed
 * @param mapItemReaderData what a Map's ItemReader reads, as it stands in its source
 */
public record StateConfiguration(OptionalInt retrierRetryCount,
    Optional<String> errorCausedByState, OptionalInt mapIterationFailureCount,
    Optional<String> mapItemReaderData) {
  /** Nothing. */
  public static final StateConfiguration NONE = new StateConfiguration(OptionalInt.empty(),
      Optional.empty(), OptionalInt.empty(), Optional.empty());
}
