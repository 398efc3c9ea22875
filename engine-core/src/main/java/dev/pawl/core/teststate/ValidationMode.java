package dev.pawl.core.teststate;

/** How a mocked result is compared with what the service could answer; named as the API names it. */
public enum ValidationMode {
  /** What the service requires must be there, and all that is there must fit. */
  STRICT,
  /** All that is there must fit. */
  PRESENT,
  /** Nothing is looked at. */
  NONE
}
