package dev.pawl.local.mock;

import java.util.Optional;

/** Answers the calls of one run. Asked by one thread. */
@FunctionalInterface
public interface Mocks {
  /** Mocks nothing. */
  Mocks NONE = _ -> Optional.empty();

  /** What comes of a call; empty where it is to be made. */
  Optional<Mocked> next(MockedCall call);
}
