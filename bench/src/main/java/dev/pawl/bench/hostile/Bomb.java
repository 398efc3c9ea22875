package dev.pawl.bench.hostile;

import java.util.List;

/**
 * Something that is written to bring a node down, and how it is to be answered.
 *
 * @param expected names of errors, {@code 200} for a success; any of those with a bar between them
 */
record Bomb(String name, Delivery delivery, String expected) {

  /** How it gets to the node. */
  sealed interface Delivery {
    /** In a definition that is created and, where it is taken, started and waited for. */
    record Run(String definition, String input) implements Delivery {}

    /** As a request; answered at once. */
    record Sent(RawRequest request) implements Delivery {}

    /** As bytes after which the client says no more. */
    record Unfinished(byte[] bytes) implements Delivery {}
  }

  boolean isAnsweredRightBy(String answer) {
    return List.of(expected.split("\\|")).contains(answer);
  }

  /** Whether nothing but the time that the node allows its clients ends it. */
  boolean isUnfinished() {
    return delivery instanceof Delivery.Unfinished;
  }
}
