package dev.pawl.core.access;

/** What policies say of a request. */
public enum AccessDecision {
  ALLOWED,
  /** A statement denies it, whatever others allow. */
  EXPLICITLY_DENIED,
  /** No statement allows it. */
  NOT_ALLOWED
}
