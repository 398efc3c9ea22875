package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import java.util.Optional;

/** How many items a child execution of a Distributed Map gets. */
public sealed interface ItemBatching {
  /** One item each, without a batch around it. */
  record Single() implements ItemBatching {}

  /**
   * {@code ItemBatcher}: a batch closes where the next item would pass either limit, of which one is there.
   *
   * @param batchInput what every child gets beside its items
   * @param maxItems items in a batch; at least 1
   * @param maxInputBytes bytes of a child's input; 1 to 262,144
   */
  record Batches(Optional<Expression> batchInput, IntegerField maxItems,
      IntegerField maxInputBytes) implements ItemBatching {}
}
