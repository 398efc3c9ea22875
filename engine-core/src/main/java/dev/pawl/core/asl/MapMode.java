package dev.pawl.core.asl;

import java.util.Optional;

/** How a Map state runs its iterations. */
public sealed interface MapMode {
  /** Inside the execution, with its history. */
  record Inline() implements MapMode {}

  /**
   * As child executions under a Map Run.
   *
   * @param childType the type of the child executions
   * @param reader where the items come from
   * @param batching how many items a child execution gets
   * @param writer what becomes of the children's results
   * @param label the Map Run's name in ARNs; empty: one is made up
   */
  record Distributed(MachineType childType, ItemReader reader, ItemBatching batching,
      ResultWriter writer, Optional<String> label) implements MapMode {}
}
