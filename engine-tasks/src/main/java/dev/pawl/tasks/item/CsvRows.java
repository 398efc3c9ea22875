package dev.pawl.tasks.item;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV as AWS reads them: quotes may hold delimiters and line ends, two of them stand for one, a
 * backslash takes away the meaning of a quote, a delimiter or a backslash and vanishes before anything else.
 */
final class CsvRows {
  /** The longest row, in characters; no item may be longer. */
  private static final int LONGEST_ROW = 8 * 1_024 * 1_024;

  private final BufferedReader reader;
  private final char delimiter;
  private boolean isFirst = true;

  CsvRows(BufferedReader reader, char delimiter) {
    this.reader = reader;
    this.delimiter = delimiter;
  }

  /**
   * The fields of the next row; null after the last. A blank line is a row of one empty field.
   *
   * @throws UnreadableItemsException where a row is too long
   */
  @Nullable
  List<String> next() throws IOException {
    int c = reader.read();
    if (isFirst && c == 0xFEFF) {
      c = reader.read();
    }
    isFirst = false;
    if (c < 0) {
      return null;
    }
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean inQuotes = false;
    for (int length = 0;; length++) {
      if (length > LONGEST_ROW) {
        throw new UnreadableItemsException("A row of the CSV is longer than 8 MiB.");
      }
      if (c == '\\') {
        c = escaped(field);
        continue;
      }
      if (c < 0 || (!inQuotes && isLineEnd(c))) {
        row.add(field.toString());
        return row;
      }
      if (inQuotes) {
        if (c == '"') {
          c = reader.read();
          if (c == '"') {
            field.append('"');
          } else {
            inQuotes = false;
            continue;
          }
        } else {
          field.append((char) c);
        }
      } else if (c == '"' && field.isEmpty()) {
        inQuotes = true;
      } else if (c == delimiter) {
        row.add(field.toString());
        field.setLength(0);
      } else {
        field.append((char) c);
      }
      c = reader.read();
    }
  }

  /** After a backslash; gives the character that follows. */
  private int escaped(StringBuilder field) throws IOException {
    int c = reader.read();
    if (c == '\\' || c == '"' || c == delimiter) {
      field.append((char) c);
      return reader.read();
    }
    return c;
  }

  private boolean isLineEnd(int c) throws IOException {
    if (c == '\r') {
      reader.mark(1);
      if (reader.read() != '\n') {
        reader.reset();
      }
      return true;
    }
    return c == '\n';
  }
}
