package dev.pawl.conformance;

/** What is compared of a recording. */
enum Level {
  /** An execution's status, output, error and cause. */
  L1,
  /** Its events as a multiset, and per line of control; ids do not count. */
  L2,
  /** Its events one by one, ids included, and what else was recorded of it. */
  L3,
  /** The answers to API calls. */
  API
}
