package dev.pawl.core.teststate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a service says of a value in its answers. References are names of shapes of the same service. */
sealed interface AnswerShape {
  /** Anything. */
  record Any() implements AnswerShape {}

  /** @param members the shapes of the members by the names that states see */
  record Structure(Map<String, String> members, List<String> required) implements AnswerShape {}

  /** @param item the shape of the elements */
  record Items(String item, Bounds length) implements AnswerShape {}

  /** @param value the shape of the values */
  record Dictionary(String value) implements AnswerShape {}

  /** @param allowed empty for any */
  record Text(Bounds length, List<String> allowed) implements AnswerShape {}

  /** A number. */
  record Numeric(Bounds value) implements AnswerShape {}

  /** A boolean. */
  record Truth() implements AnswerShape {}

  /** @param least null for none; {@code most} too */
  record Bounds(@Nullable BigDecimal least, @Nullable BigDecimal most) {
    boolean isUnder(BigDecimal number) {
      return least != null && number.compareTo(least) < 0;
    }

    boolean isOver(BigDecimal number) {
      return most != null && number.compareTo(most) > 0;
    }
  }
}
