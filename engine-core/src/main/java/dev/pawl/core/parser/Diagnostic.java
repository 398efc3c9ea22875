package dev.pawl.core.parser;

/**
 * One finding in a definition, worded as ValidateStateMachineDefinition answers it.
 *
 * @param code e.g. {@code SCHEMA_VALIDATION_FAILED}
 * @param message a sentence for people
 * @param location e.g. {@code /States/X/Field}; empty where the finding is about no single place
 */
public record Diagnostic(Severity severity, String code, String message, String location) {
  public static final String SCHEMA_VALIDATION_FAILED = "SCHEMA_VALIDATION_FAILED";
  public static final String INVALID_JSON_DESCRIPTION = "INVALID_JSON_DESCRIPTION";
  public static final String MISSING_TRANSITION_TARGET = "MISSING_TRANSITION_TARGET";
  public static final String MISSING_END_STATE = "MISSING_END_STATE";
  public static final String DUPLICATE_STATE_NAME = "DUPLICATE_STATE_NAME";
  public static final String INVALID_STATE_NAME = "INVALID_STATE_NAME";
  public static final String DUPLICATE_LABEL_NAME = "DUPLICATE_LABEL_NAME";
  public static final String INVALID_LABEL_NAME = "INVALID_LABEL_NAME";
  public static final String TOO_DEEPLY_NESTED = "TOO_DEEPLY_NESTED";
  public static final String NO_DOLLAR = "NO_DOLLAR";
  public static final String NO_PATH = "NO_PATH";
  public static final String PASS_RESULT_IS_STATIC = "PASS_RESULT_IS_STATIC";

  /** As CreateStateMachine writes it; AWS writes {@code null} where a finding has no location. */
  String text() {
    return code + ": " + message + " at " + (location.isEmpty() ? "null" : location);
  }
}
