package dev.pawl.core.teststate;

/** How much of a test is shown; named as the API names it. */
public enum InspectionLevel {
  /** Output or error, status and next state. */
  INFO,
  /** Also the data at each stage. */
  DEBUG,
  /** Also an HTTP task's request and response. */
  TRACE
}
