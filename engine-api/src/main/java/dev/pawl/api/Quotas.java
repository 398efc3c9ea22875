package dev.pawl.api;

/**
 * How many of a kind there may be. What is over a quota is refused and changes nothing.
 *
 * @param versions of a state machine
 * @param aliases of a state machine
 * @param tags of a resource
 */
public record Quotas(int versions, int aliases, int tags) {
  /** AWS's. */
  public static final Quotas DEFAULT = new Quotas(1_000, 100, 50);
}
