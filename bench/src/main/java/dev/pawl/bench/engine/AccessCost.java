package dev.pawl.bench.engine;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What it takes to know who sends a request and what they may: the same call at a node that asks and at one that does
 * not, in turns and one after the other, so that both see the same machine.
 */
final class AccessCost {
  private static final int WARM_UP = 5_000;
  private static final int TURNS = 150;
  private static final int CALLS = 250;

  private AccessCost() {}

  /**
   * The difference of the medians.
   *
   * @return in microseconds
   */
  static double micros(HttpNode open, HttpNode asking) throws IOException, InterruptedException {
    HttpRequest without = call(open);
    HttpRequest with = call(asking);
    nanos(open, without, WARM_UP);
    nanos(asking, with, WARM_UP);
    List<Long> freely = new ArrayList<>();
    List<Long> asked = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      Arrays.stream(nanos(open, without, CALLS)).forEach(freely::add);
      Arrays.stream(nanos(asking, with, CALLS)).forEach(asked::add);
    }
    return (median(asked) - median(freely)) / 1_000;
  }

  /** Needs nothing of the database, whose times differ by more than what is looked for. */
  static HttpRequest call(HttpNode node) {
    return node.request("ValidateStateMachineDefinition",
        Map.of("definition", Machines.passes(1)));
  }

  private static long[] nanos(HttpNode node, HttpRequest request, int calls)
      throws IOException, InterruptedException {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long begun = System.nanoTime();
      node.expectOk(request);
      nanos[i] = System.nanoTime() - begun;
    }
    return nanos;
  }

  private static double median(List<Long> nanos) {
    return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
  }
}
