package dev.pawl.core.interpreter;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.util.Collection;

/** What is said of values over AWS's limit (reference: asl, section 3.4), and of all variables together. */
final class Sizes {
  /** AWS's limit for all variables of an execution together, in UTF-8 bytes. */
  private static final long ALL_VARIABLES = 10L * 1_024 * 1_024;

  private Sizes() {}

  /** Whether the variables of all lines of control stay within the limit together. */
  static boolean fit(Collection<Frame> frames) {
    long total = 0;
    for (Frame frame : frames) {
      for (Payload value : frame.variables().values()) {
        total += value.utf8Length();
      }
    }
    return total <= ALL_VARIABLES;
  }

  /** @param name the state, or what a task called */
  static StatesError result(String name) {
    return exceeded("The state/task '%s' returned a result".formatted(name));
  }

  static StatesError parameters(String state) {
    return exceeded("The state/task '%s' provided parameters".formatted(state));
  }

  static StatesError variables(String state) {
    return exceeded("The state/task '%s' assigned variables".formatted(state));
  }

  /** Whether the values of one Assign stay within the limit, each and together. */
  static boolean fit(Collection<Payload> assigned, Limits limits) {
    long left = limits.payloadBytes();
    for (Payload value : assigned) {
      if (value.isLongerThan((int) left)) {
        return false;
      }
      left -= value.utf8Length();
    }
    return true;
  }

  private static StatesError exceeded(String what) {
    return new StatesError(StatesError.DATA_LIMIT_EXCEEDED,
        what + " with a size exceeding the maximum number of bytes service limit.");
  }
}
