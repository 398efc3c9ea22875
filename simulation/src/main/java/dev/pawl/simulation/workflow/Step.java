package dev.pawl.simulation.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One state, but for where it leads. Data are an object with the number {@code n}, the list of numbers {@code items}
 * and the number {@code w}, and what states have added.
 */
public sealed interface Step {
  /** Unique in the whole plan. */
  String name();

  /** A Pass state. */
  record Pass(String name, Form form, int k) implements Step {
    /** What it does to the data. */
    public enum Form {
      /** Adds {@code k} under its name, by Result and ResultPath. */
      RESULT,
      /** Adds {@code k} to {@code n} and drops all but the three numbers, by Parameters. */
      ADD_BY_PATH,
      /** Adds {@code k} to {@code n}, by JSONata. */
      ADD_BY_JSONATA,
      /** Adds a text of some 9,000 characters under {@code big}. */
      BIG,
      /** Assigns {@code n} to the variable {@code v} followed by its scope's name. */
      ASSIGN
    }
  }

  /** A Pass state that adds to {@code n} a variable of a scope around it. */
  record Use(String name, String scope) implements Step {}

  /** A Choice state that leaves out the next states where {@code n} is not below a number. */
  record Choose(String name, boolean jsonata, int below, int skipped) implements Step {}

  /** A Wait state. */
  record Hold(String name, Until until, int seconds) implements Step {
    /** How it says until when. */
    public enum Until {
      SECONDS,
      SECONDS_PATH,
      JSONATA,
      /** At {@code seconds} from the beginning of the simulation. */
      TIMESTAMP,
      /** Long ago. */
      PAST
    }
  }

  /**
   * A Task state.
   *
   * @param timeout in seconds; null for none
   * @param heartbeat in seconds; null for none
   */
  record Call(String name, Kind kind, boolean jsonata, Script script, @Nullable Integer timeout,
      @Nullable Integer heartbeat, Handling handling) implements Step {
    /** Who does the work. */
    public enum Kind {
      /** A function; a lost call is never sent again. */
      FUNCTION,
      /** A call that only reads; a lost one is sent again. */
      READ,
      /** Whoever is handed the token. */
      CALLBACK,
      /** A worker that polls. */
      ACTIVITY,
      /** A service's job that is looked after; its script never fails. */
      JOB
    }
  }

  /** A Parallel state; the branches' outputs go under its name. */
  record Fork(String name, List<Graph> branches, Handling handling) implements Step {
    public Fork {
      branches = List.copyOf(branches);
    }
  }

  /** A Map state over {@code items}, each of which is its iteration's {@code n}; the outputs go under its name. */
  record Each(String name, Graph body, int concurrency, Handling handling) implements Step {}
}
