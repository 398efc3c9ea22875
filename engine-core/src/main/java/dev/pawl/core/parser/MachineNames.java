package dev.pawl.core.parser;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The names that must be unique in a whole machine: its states', at every depth, and its labels'. */
final class MachineNames {
  static final int MOST_STATES = 10_000;
  private static final int LONGEST_STATE_NAME = 80;
  private static final int LONGEST_LABEL = 40;
  private static final String FORBIDDEN_IN_LABEL = " <>{}[]?*\"#%\\^|~`$&,;:/";

  private final Set<String> states = new HashSet<>();
  private final Set<String> labels = new HashSet<>();

  /** Takes a state's name in; reports a name that is too long, empty or taken; false for no name at all. */
  boolean state(String name, String location, Diagnostics diagnostics) {
    int length = name.codePointCount(0, name.length());
    boolean valid = length >= 1 && length <= LONGEST_STATE_NAME && name.indexOf('\0') < 0;
    if (!valid) {
      diagnostics.error(Diagnostic.INVALID_STATE_NAME, "State name must have 1 to "
          + LONGEST_STATE_NAME + " characters and no U+0000: " + name, location);
    }
    if (!states.add(name)) {
      diagnostics.error(Diagnostic.DUPLICATE_STATE_NAME, "Duplicate State name: " + name,
          location);
    }
    if (states.size() == MOST_STATES + 1) {
      diagnostics.schema("State machine must not have more than " + MOST_STATES + " states", "");
    }
    return valid;
  }

  boolean full() {
    return states.size() > MOST_STATES;
  }

  /** Takes a Map state's {@code Label} in, if it has one; reports one that is no label or taken. */
  Optional<String> label(Element map) {
    Optional<String> label = map.text("Label");
    label.ifPresent(text -> {
      String location = map.location("Label");
      if (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST_LABEL
          || text.codePoints().anyMatch(MachineNames::forbidden)) {
        map.diagnostics()
            .error(Diagnostic.INVALID_LABEL_NAME, "Invalid label name: " + text, location);
      } else if (!labels.add(text)) {
        map.diagnostics()
            .error(Diagnostic.DUPLICATE_LABEL_NAME, "Duplicate label name: " + text, location);
      }
    });
    return label;
  }

  private static boolean forbidden(int c) {
    return FORBIDDEN_IN_LABEL.indexOf(c) >= 0 || Character.isWhitespace(c)
        || Character.isISOControl(c) || c == 0xFFFE || c == 0xFFFF || c == 0x10FFFF
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
