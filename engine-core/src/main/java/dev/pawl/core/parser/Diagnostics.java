package dev.pawl.core.parser;

import java.util.ArrayList;
import java.util.List;

/** Collects what is found while one definition is read. */
final class Diagnostics {
  /** More than anyone reads; a definition of 1 MB could break a rule a hundred thousand times. */
  static final int MOST = 1_000;

  private final List<Diagnostic> found = new ArrayList<>();
  private int errors;
  private int warnings;

  /** The definition breaks the language's grammar. */
  void schema(String message, String location) {
    error(Diagnostic.SCHEMA_VALIDATION_FAILED, message, location);
  }

  void error(String code, String message, String location) {
    errors++;
    if (errors <= MOST) {
      found.add(new Diagnostic(Severity.ERROR, code, message, location));
    }
  }

  void warning(String code, String message, String location) {
    warnings++;
    if (warnings <= MOST) {
      found.add(new Diagnostic(Severity.WARNING, code, message, location));
    }
  }

  int errors() {
    return errors;
  }

  List<Diagnostic> all() {
    return List.copyOf(found);
  }
}
