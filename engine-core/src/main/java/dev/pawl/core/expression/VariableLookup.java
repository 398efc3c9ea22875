package dev.pawl.core.expression;

import dev.pawl.core.outcome.Outcome;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a Choice rule's {@code Variable} or {@code ...Path} comparand names. Unlike an
 * {@link Expression} it tells a value that is absent from one that is null. Safe for any number of
 * threads.
 */
public interface VariableLookup {
  /** What a lookup came to. */
  sealed interface Found {
    /** There is a value; JSON's null is one. */
    record Value(@Nullable Object tree) implements Found {}

    /** The path names nothing. */
    record Absent() implements Found {}
  }

  /** Looks the value up; absence is an answer, not a failure, but a state whose time is up is one. */
  Outcome<Found> find(Scope scope);

  /** The path as the definition has it. */
  String source();

  /** The names of the workflow variables it reads, without {@code $}. */
  Set<String> variables();
}
