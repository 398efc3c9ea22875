package dev.pawl.core.parser;

import java.util.HashSet;
import java.util.Set;

/** The names that must be unique in a whole machine: its states', at every depth, and its labels'. */
final class MachineNames {
  static final int MOST_STATES = 10_000;
  private static final int LONGEST_STATE_NAME = 80;
  private static final int LONGEST_LABEL = 40;
  private static final String FORBIDDEN_IN_LABEL = " <>{}[]?*\"#%\\^|~`$&,;:/";

  private final Set<String> states = new HashSet<>();
  private final Set<String> labels = new HashSet<>();

  /** Takes a state's name in; reports a name that is too long, empty or taken. */
  void state(String name, String location, Diagnostics diagnostics) {
    int length = name.codePointCount(0, name.length());
    if (length == 0 || length > LONGEST_STATE_NAME) {
      diagnostics.error(Diagnostic.INVALID_STATE_NAME, "State name must have 1 to "
          + LONGEST_STATE_NAME + " characters: " + name, location);
    }
    if (!states.add(name)) {
      diagnostics.error(Diagnostic.DUPLICATE_STATE_NAME, "Duplicate State name: " + name,
          location);
    }
    if (states.size() == MOST_STATES + 1) {
      diagnostics.schema("State machine must not have more than " + MOST_STATES + " states", "");
    }
  }

  boolean full() {
    return states.size() > MOST_STATES;
  }

  /** Takes a Map state's {@code Label} in, if it has one. */
  void label(Element map) {
    map.text("Label").ifPresent(label -> {
      String location = map.location("Label");
      if (label.isEmpty() || label.codePointCount(0, label.length()) > LONGEST_LABEL
          || label.codePoints().anyMatch(MachineNames::forbidden)) {
        map.diagnostics()
            .error(Diagnostic.INVALID_LABEL_NAME, "Invalid label name: " + label, location);
      } else if (!labels.add(label)) {
        map.diagnostics()
            .error(Diagnostic.DUPLICATE_LABEL_NAME, "Duplicate label name: " + label, location);
      }
    });
  }

  private static boolean forbidden(int c) {
    return FORBIDDEN_IN_LABEL.indexOf(c) >= 0 || Character.isWhitespace(c)
        || Character.isISOControl(c) || c == 0xFFFE || c == 0xFFFF || c == 0x10FFFF
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
