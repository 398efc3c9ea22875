package dev.pawl.simulation.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a scope may end. */
sealed interface End {
  /**
   * Well, with these data.
   *
   * @param exits the states that were left, by name, sorted; with {@link #UNTOLD} among them where others may have been
   */
  record Ok(Map<String, Object> data, List<String> exits) implements End {
    /** Stands for what a branch did that was cut short. */
    static final String UNTOLD = "?";

    public Ok {
      exits = exits.stream().sorted().toList();
    }

    Ok having(List<String> left) {
      List<String> more = new ArrayList<>(exits);
      more.addAll(left);
      return new Ok(data, more);
    }

    /** Whether it may be this end. */
    boolean allows(Ok actual) {
      return data.equals(actual.data())
          && (exits.contains(UNTOLD) || exits.equals(actual.exits()));
    }
  }

  /**
   * By an error.
   *
   * @param name as it is reported
   * @param kind as Retry and Catch see it
   */
  record Failed(String name, String kind) implements End {}
}
