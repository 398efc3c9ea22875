package dev.pawl.core.asl;

/** The two workflow types, which differ in what a definition may hold and how its executions run. */
public enum MachineType {
  /** Durable, up to a year, with a history. */
  STANDARD,
  /** Up to five minutes, without a history; no {@code .sync}, no callback, no activity, no Distributed Map. */
  EXPRESS
}
