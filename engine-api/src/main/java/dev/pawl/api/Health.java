package dev.pawl.api;

import java.util.List;

/** Tells whether this node can go on. */
@FunctionalInterface
public interface Health {
  /** Why the node ought to be restarted, a sentence each; empty where all is well. */
  List<String> troubles();
}
