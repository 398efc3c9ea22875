package dev.pawl.api.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the service model says of a value in a request or an answer. */
public sealed interface Shape {
  /**
   * A JSON object.
   *
   * @param members the names of the members' shapes
   */
  record Structure(Map<String, String> members, Set<String> required) implements Shape {}

  /** A JSON array; {@code item} is the name of its items' shape. */
  record Items(String item, long min, long max) implements Shape {}

  /**
   * A string.
   *
   * @param min the least length
   * @param max the greatest length
   * @param inBytes whether lengths count UTF-8 bytes, not characters
   * @param pattern null for any
   * @param allowed empty for any
   * @param sensitive whether messages must not repeat it
   */
  record Text(long min, long max, boolean inBytes, @Nullable Pattern pattern, List<String> allowed,
      boolean sensitive) implements Shape {}

  /** An integer of 32 bits. */
  record Whole(long min, long max) implements Shape {}

  /** An integer of 64 bits. */
  record Large(long min, long max) implements Shape {}

  /** A number. */
  record Decimal(long min, long max) implements Shape {}

  /** A boolean. */
  record Flag() implements Shape {}

  /** A time, in answers only. */
  record Time() implements Shape {}

  /** What no built operation takes. */
  record Unchecked() implements Shape {}
}
