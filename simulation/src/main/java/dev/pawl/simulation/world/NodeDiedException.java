package dev.pawl.simulation.world;

/** The node has crashed: what its code still does has no effect. */
final class NodeDiedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodeDiedException() {
    super("this node has crashed", null, false, false);
  }
}
