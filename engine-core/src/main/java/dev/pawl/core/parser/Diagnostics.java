package dev.pawl.core.parser;

import java.util.ArrayList;
import java.util.List;

/** Collects what is found while one definition is read. */
final class Diagnostics {
  private final List<Diagnostic> found = new ArrayList<>();
  private int errors;

  /** The definition breaks the language's grammar. */
  void schema(String message, String location) {
    error(Diagnostic.SCHEMA_VALIDATION_FAILED, message, location);
  }

  void error(String code, String message, String location) {
    found.add(new Diagnostic(Severity.ERROR, code, message, location));
    errors++;
  }

  void warning(String code, String message, String location) {
    found.add(new Diagnostic(Severity.WARNING, code, message, location));
  }

  int errors() {
    return errors;
  }

  List<Diagnostic> all() {
    return List.copyOf(found);
  }
}
