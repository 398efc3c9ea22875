package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.Set;

/**
 * One field's worth of computing, compiled with the definition: a path, a payload template, an
 * intrinsic call or a JSONata template. It knows the field it stands in, since AWS's cause texts
 * name it. Two expressions are equal where they are of one kind and their definitions are. Safe for any number
 * of threads.
 */
public interface Expression {
  /**
   * Computes the value.
   *
   * @return the value, or the error with AWS's cause text, without the prefix that names the state
   */
  Outcome<Payload> evaluate(Scope scope);

  /** The names of the workflow variables it reads, without {@code $}. */
  Set<String> variables();

  /** The text in the definition, as messages quote it: a path as written, JSONata without its delimiters. */
  String source();

  /** The field's value in the definition, so that it can be printed back. */
  Payload definition();
}
