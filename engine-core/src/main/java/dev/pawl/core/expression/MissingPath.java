package dev.pawl.core.expression;

/** What AWS says where a path names nothing; it depends on the field. */
enum MissingPath {
  /** InputPath, OutputPath, TimeoutSecondsPath and most others: Jayway's own message. */
  INVALID_PATH,
  /** ErrorPath, CausePath and the {@code .$} keys of templates. */
  NOT_FOUND_IN_INPUT,
  /** SecondsPath, TimestampPath. */
  NO_INPUT_VALUE,
  /** ItemsPath, which also says it of a value that is no array. */
  NOT_AN_ARRAY;

  static MissingPath of(String field) {
    return switch (field) {
      case "SecondsPath", "TimestampPath" -> NO_INPUT_VALUE;
      case "ItemsPath" -> NOT_AN_ARRAY;
      case "ErrorPath", "CausePath" -> NOT_FOUND_IN_INPUT;
      default -> INVALID_PATH;
    };
  }

  EvaluationFailure failure(String field, DataPath path, String reason, Scope scope) {
    return EvaluationFailure.runtime(switch (this) {
      case INVALID_PATH -> "Invalid path '" + path.source() + "' : " + reason;
      case NOT_FOUND_IN_INPUT ->
        "The JSONPath '" + path.source() + "' specified for the field '" + field
            + "' could not be found in the input '" + scope.document().text() + "'";
      case NO_INPUT_VALUE ->
        "The " + field + " parameter does not reference an input value: " + path.source();
      case NOT_AN_ARRAY -> "Reference path \"" + fromRoot(path) + "\" must point to array.";
    });
  }

  /** This text of AWS's shows a path into the context object as one into what it is applied to. */
  private static String fromRoot(DataPath path) {
    return path.source().startsWith("$$") ? path.source().substring(1) : path.source();
  }
}
