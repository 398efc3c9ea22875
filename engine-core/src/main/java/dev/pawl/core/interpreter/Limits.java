package dev.pawl.core.interpreter;

/**
 * The bounds of an execution and of one burst.
 *
 * @param payloadBytes the longest input, output, parameters or result, in UTF-8 bytes
 * @param historyEvents the most events an execution may have
 * @param burstTransitions after so many states a burst stops and goes on later, so that others get their turn
 * @param burstBytes after so many bytes of inputs and outputs in its events, shared ones once, a burst stops in the same way
 * @param activeIterations the most iterations of an inline Map that run at once
 * @param keptBytes how large the outputs of a Map's or Parallel's iterations or branches may be together
 * @param executionSeconds the longest life of an execution, whatever its definition says
 */
public record Limits(int payloadBytes, long historyEvents, int burstTransitions,
    long burstBytes, int activeIterations, long keptBytes, long executionSeconds) {
  /** AWS's own limits (reference: asl, section 11) and the engine's budget for a burst. */
  public static final Limits DEFAULT = new Limits(262_144, 25_000, 500, 1 << 20, 40, 64 << 20,
      31_536_000);

  private static final long EXPRESS_SECONDS = 300;

  /** The same for Express executions: they last 5 minutes at most, and nothing bounds the number of their events. */
  public Limits ofExpress() {
    return new Limits(payloadBytes, Long.MAX_VALUE, burstTransitions, burstBytes,
        activeIterations, keptBytes, EXPRESS_SECONDS);
  }
}
