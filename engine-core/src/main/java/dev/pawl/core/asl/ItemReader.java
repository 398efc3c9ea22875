package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import java.util.Optional;

/** Where the items of a Distributed Map come from (reference: asl, section 7). */
public sealed interface ItemReader {
  /** No {@code ItemReader}: the items are in the state's data. */
  record StateData() implements ItemReader {}

  /**
   * {@code s3:getObject}: the items are the rows or elements of one object.
   *
   * @param resource the ARN as the definition writes it
   * @param arguments {@code Bucket}, {@code Key} and what else the call takes
   */
  record ObjectContent(String resource, Optional<Expression> arguments,
      ReaderConfig config) implements ItemReader {}

  /**
   * {@code s3:listObjectsV2}: the items are objects of a bucket or, flattened, what stands in them.
   *
   * @param resource the ARN as the definition writes it
   * @param arguments {@code Bucket}, {@code Prefix} and what else the call takes
   */
  record ObjectList(String resource, Optional<Expression> arguments,
      ReaderConfig config) implements ItemReader {}
}
