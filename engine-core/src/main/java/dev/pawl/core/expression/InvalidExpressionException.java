package dev.pawl.core.expression;

/**
 * A path, template, intrinsic call or JSONata expression that AWS refuses when the definition is
 * created. The message is AWS's text, without code and location.
 */
public final class InvalidExpressionException extends RuntimeException {
  /** Not what the field wants: a bad path, a bad intrinsic call, a {@code .$} key without a string. */
  public static final String SCHEMA_VALIDATION_FAILED = "SCHEMA_VALIDATION_FAILED";

  /** JSONata that does not parse. */
  public static final String INVALID_JSONATA_EXPRESSION = "INVALID_JSONATA_EXPRESSION";

  /** JSONata that parses, but uses what Step Functions does not offer. */
  public static final String UNSUPPORTED_JSONATA_EXPRESSION = "UNSUPPORTED_JSONATA_EXPRESSION";

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String location;

  InvalidExpressionException(String code, String location, String message) {
    super(message);
    this.code = code;
    this.location = location;
  }

  static InvalidExpressionException schema(String location, String message) {
    return new InvalidExpressionException(SCHEMA_VALIDATION_FAILED, location, message);
  }

  /** The diagnostic's code, one of this class's constants. */
  public String code() {
    return code;
  }

  /** Where inside the field, as a path with slashes such as {@code /a/b}; empty for the field itself. */
  public String location() {
    return location;
  }
}
