package dev.pawl.core.parser;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds text that looks as if its author wanted it evaluated, where it will not be. */
final class TemplateWarnings {
  private static final Pattern COMPUTED = Pattern
      .compile("\\$\\$?[.\\[].*|States\\.[A-Z][A-Za-z0-9]*\\(.*\\)", Pattern.DOTALL);

  private TemplateWarnings() {}

  /** A template's values that look computed under a key without {@code .$}. */
  static void check(Element state, String field) {
    check(state.value(field), state.location(field), state.diagnostics());
  }

  private static void check(@Nullable Object tree, String location, Diagnostics diagnostics) {
    switch (tree) {
      case Map<?, ?> object -> object.forEach((key, value) -> {
        String name = String.valueOf(key);
        if (value instanceof String text && !name.endsWith(".$") && looksComputed(text)) {
          diagnostics.warning(Diagnostic.NO_DOLLAR, "The value of the field '" + name
              + "' looks like a JSONPath or an intrinsic function, but its name does not end"
              + " with '.$'", location);
        }
        check(value, location + "/" + name, diagnostics);
      });
      case List<?> list -> list.forEach(value -> check(value, location, diagnostics));
      case null, default -> {
      }
    }
  }

  /** A field of a state that looks like a path although its name does not end with {@code Path}. */
  static void checkPath(Element state, String field) {
    if (state.value(field) instanceof String text && looksComputed(text)) {
      state.diagnostics().warning(Diagnostic.NO_PATH, "The value of the field '" + field
          + "' looks like a path, but its name does not end with 'Path'", state.location(field));
    }
  }

  /** A Pass state's Result is taken as it stands. */
  static void checkResult(Element state) {
    if (holdsTemplate(state.value("Result"))) {
      state.diagnostics().warning(Diagnostic.PASS_RESULT_IS_STATIC,
          "The Result of a Pass state is static: paths in it are not evaluated",
          state.location("Result"));
    }
  }

  private static boolean holdsTemplate(@Nullable Object tree) {
    return switch (tree) {
      case Map<?, ?> object -> object.entrySet().stream()
          .anyMatch(entry -> String.valueOf(entry.getKey()).endsWith(".$")
              || holdsTemplate(entry.getValue()));
      case List<?> list -> list.stream().anyMatch(TemplateWarnings::holdsTemplate);
      case String text -> looksComputed(text);
      case null, default -> false;
    };
  }

  private static boolean looksComputed(String text) {
    return COMPUTED.matcher(text).matches();
  }
}
