package dev.pawl.core.parser;

/** Whether a finding stops a definition from being used; the most severe first. */
public enum Severity {
  /** The definition cannot be created. */
  ERROR,
  /** The definition can be created, but may not mean what its author wanted. */
  WARNING
}
