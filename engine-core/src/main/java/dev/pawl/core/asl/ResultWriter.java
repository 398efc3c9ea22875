package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import java.util.Optional;

/** What becomes of the results of a Distributed Map's child executions. */
public sealed interface ResultWriter {
  /** No {@code ResultWriter}: the state's result is the array of their outputs. */
  record Outputs() implements ResultWriter {}

  /** A {@code WriterConfig} alone: the state's result has its form. */
  record StateResult(Transformation transformation, OutputType type) implements ResultWriter {}

  /**
   * {@code s3:putObject}: they are written to a bucket, and the state's result says where.
   *
   * @param resource the ARN as the definition writes it
   * @param arguments {@code Bucket}, {@code Prefix} and what else the call takes
   */
  record Export(String resource, Optional<Expression> arguments, Transformation transformation,
      OutputType type) implements ResultWriter {}

  /** What of a child execution is kept; named as definitions write it. */
  enum Transformation {
    /** The whole record of the execution. */
    NONE,
    /** Its output. */
    COMPACT,
    /** Its output; where that is an array, its elements. */
    FLATTEN
  }

  /** The form of the whole; named as definitions write it. */
  enum OutputType {
    /** One array. */
    JSON,
    /** A value on each line. */
    JSONL
  }
}
