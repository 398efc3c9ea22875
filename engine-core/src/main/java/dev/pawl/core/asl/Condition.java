package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.VariableLookup;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** What a Choice rule tests (reference: asl, section 7). */
public sealed interface Condition {
  /**
   * JSONata: an expression that gives a boolean.
   *
   * @param field where it stands, as messages say it, e.g. {@code Choices[0]/Condition}
   */
  record Computed(String field, Expression expression) implements Condition {}

  /** Holds where each of them holds; looks no further than the first that does not. */
  record And(List<Condition> conditions) implements Condition {
    public And {
      conditions = List.copyOf(conditions);
    }
  }

  /** Holds where one of them holds; looks no further than that one. */
  record Or(List<Condition> conditions) implements Condition {
    public Or {
      conditions = List.copyOf(conditions);
    }
  }

  /** Holds where the other does not. */
  record Not(Condition condition) implements Condition {}

  /**
   * The operators {@code StringEquals} to {@code TimestampGreaterThanEqualsPath}. A variable that is not of
   * the comparand's kind makes it false.
   */
  record Compare(VariableLookup variable, Relation relation, Comparand comparand)
      implements
        Condition {}

  /** {@code StringMatches}. */
  record Matches(VariableLookup variable, TextPattern pattern) implements Condition {}

  /** {@code IsNull} to {@code IsTimestamp}: holds where the answer is the expected one. */
  record Is(VariableLookup variable, Trait trait, boolean expected) implements Condition {}

  /** How the variable must stand to the comparand. */
  enum Relation {
    /** The values are the same. */
    EQUALS("Equals"),
    /** The variable comes before the comparand. */
    LESS_THAN("LessThan"),
    /** The variable comes after the comparand. */
    GREATER_THAN("GreaterThan"),
    /** The variable does not come after the comparand. */
    LESS_THAN_EQUALS("LessThanEquals"),
    /** The variable does not come before the comparand. */
    GREATER_THAN_EQUALS("GreaterThanEquals");

    private final String spelling;

    Relation(String spelling) {
      this.spelling = spelling;
    }

    /** As the names of the operators write it. */
    public String spelling() {
      return spelling;
    }

    /** Whether two values stand so, of which {@code order} is the comparison. */
    public boolean holds(int order) {
      return switch (this) {
        case EQUALS -> order == 0;
        case LESS_THAN -> order < 0;
        case GREATER_THAN -> order > 0;
        case LESS_THAN_EQUALS -> order <= 0;
        case GREATER_THAN_EQUALS -> order >= 0;
      };
    }
  }

  /** What kind of value an operator compares. */
  enum Kind {
    STRING("String"),
    NUMERIC("Numeric"),
    TIMESTAMP("Timestamp"),
    BOOLEAN("Boolean");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }

    /** As the names of the operators write it. */
    public String spelling() {
      return spelling;
    }
  }

  /** What the variable is compared with. */
  sealed interface Comparand {
    record Text(String value) implements Comparand {}

    record Numeric(BigDecimal value) implements Comparand {}

    record Timestamp(Instant value) implements Comparand {}

    record Truth(boolean value) implements Comparand {}

    /** A {@code ...Path} operator: read from the data, and false where it is not of the kind. */
    record Path(Kind kind, VariableLookup lookup) implements Comparand {}
  }

  /** What can be asked of a value. */
  enum Trait {
    /** It is JSON's null. */
    NULL("IsNull"),
    /** It is there, be it null. */
    PRESENT("IsPresent"),
    /** It is a number. */
    NUMERIC("IsNumeric"),
    /** It is a string. */
    STRING("IsString"),
    /** It is true or false. */
    BOOLEAN("IsBoolean"),
    /** It is a string that {@link Rfc3339} reads. */
    TIMESTAMP("IsTimestamp");

    private final String operator;

    Trait(String operator) {
      this.operator = operator;
    }

    /** The operator's name in a definition. */
    public String operator() {
      return operator;
    }
  }
}
