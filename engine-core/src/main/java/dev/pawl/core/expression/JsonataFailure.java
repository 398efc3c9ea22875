package dev.pawl.core.expression;

import dev.pawl.core.outcome.StatesError;

/** Leaves the evaluation of a JSONata template; never escapes its {@link Expression}. */
final class JsonataFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String error;
  private final String location;

  private JsonataFailure(String error, String location, String cause) {
    super(cause, null, false, false);
    this.error = error;
    this.location = location;
  }

  /** An expression that failed.
   *
   * @param what what the expression did, behind "The JSONata expression '...' specified for the field '...' " */
  static JsonataFailure evaluation(String source, String location, String what) {
    return new JsonataFailure(StatesError.QUERY_EVALUATION_ERROR, location,
        "The JSONata expression '" + source + "' specified for the field '" + location + "' "
            + what);
  }

  static JsonataFailure tooLarge(String location) {
    return new JsonataFailure(StatesError.DATA_LIMIT_EXCEEDED, location,
        "The field '" + location
            + "' gave a value with a size exceeding the maximum number of bytes service limit.");
  }

  String error() {
    return error;
  }

  String cause() {
    return String.valueOf(getMessage());
  }

  String location() {
    return location;
  }
}
