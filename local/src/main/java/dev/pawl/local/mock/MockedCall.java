package dev.pawl.local.mock;

import dev.pawl.core.json.Payload;
import dev.pawl.core.task.Resource;
import java.util.List;
import java.util.Optional;

/**
 * A state asks for work.
 *
 * @param mapIndexPath the numbers of the inline Map iterations around it, outermost first
 * @param attempt 0 for the first try
 * @param resource what a Task state calls; empty for a Distributed Map
 * @param parameters what the call is given; null in JSON for a Distributed Map
 */
public record MockedCall(String state, List<Integer> mapIndexPath, int attempt,
    Optional<Resource> resource, Payload parameters) {
  public MockedCall {
    mapIndexPath = List.copyOf(mapIndexPath);
  }
}
