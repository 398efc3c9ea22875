package dev.pawl.core.asl;

import java.util.List;
import java.util.Optional;

/** What the objects that an ItemReader reads hold. */
public sealed interface ItemFormat {
  /** The definition does not say. */
  record Unstated() implements ItemFormat {}

  /** Rows of text fields. */
  record Csv(Headers headers, Delimiter delimiter) implements ItemFormat {}

  /**
   * One JSON value.
   *
   * @param itemsPointer a JSON pointer to the array or object in it; empty: the value itself
   */
  record Json(Optional<String> itemsPointer) implements ItemFormat {}

  /** A JSON value on each line. */
  record JsonLines() implements ItemFormat {}

  /** Apache Parquet. */
  record Parquet() implements ItemFormat {}

  /** The names of a CSV's columns. */
  sealed interface Headers {
    /** They stand in the first row. */
    record FirstRow() implements Headers {}

    /** They stand in the definition; the first row holds an item. */
    record Given(List<String> names) implements Headers {
      public Given {
        names = List.copyOf(names);
      }
    }
  }

  /** What stands between the fields of a CSV's row; named as definitions write it. */
  enum Delimiter {
    COMMA(','),
    PIPE('|'),
    SEMICOLON(';'),
    SPACE(' '),
    TAB('\t');

    private final char character;

    Delimiter(char character) {
      this.character = character;
    }

    public char character() {
      return character;
    }
  }
}
