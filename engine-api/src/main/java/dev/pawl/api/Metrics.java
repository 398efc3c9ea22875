package dev.pawl.api;

/** What this node has counted and measured. */
@FunctionalInterface
public interface Metrics {
  /** All of it, in Prometheus' text form; drawn from memory, so that it may be asked for at any rate. */
  String text();
}
