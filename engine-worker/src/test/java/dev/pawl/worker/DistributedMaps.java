package dev.pawl.worker;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Definitions with one Distributed Map, and items for it. */
final class DistributedMaps {
  private DistributedMaps() {}

  /**
   * @param type of the children: STANDARD or EXPRESS
   * @param graph the rest of the item processor, from the name of its first state on
   * @param more further fields of the state, with a comma in front
   */
  static String map(String type, String graph, String more) {
    return """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "%s"}, "StartAt": %s} %s}}}
        """.formatted(type, graph, more).strip();
  }

  /** An array of the numbers from 0. */
  static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
