package dev.pawl.core.asl;

import dev.pawl.core.json.LinearSearch;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code StringMatches} pattern: {@code *} stands for any characters, also none; a backslash takes
 * the meaning from the character after it. Matching takes time in proportion to text times pattern.
 *
 * @param source the pattern as the definition has it
 * @param pieces the literal text between the stars: one more than there are stars
 */
public record TextPattern(String source, List<String> pieces) {
  public TextPattern {
    pieces = List.copyOf(pieces);
  }

  /** Reads a pattern. */
  public static TextPattern of(String source) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '*') {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else if (c == '\\' && i + 1 < source.length()) {
        i++;
        piece.append(source.charAt(i));
      } else {
        piece.append(c);
      }
    }
    pieces.add(piece.toString());
    return new TextPattern(source, pieces);
  }

  /**
   * Whether the whole text matches.
   *
   * @param look called before each piece is sought; may throw, so as to end a search that takes too long
   */
  public boolean matches(String text, Runnable look) {
    String first = pieces.getFirst();
    if (pieces.size() == 1) {
      return text.equals(first);
    }
    String last = pieces.getLast();
    if (text.length() < first.length() + last.length() || !text.startsWith(first)
        || !text.endsWith(last)) {
      return false;
    }
    int at = first.length();
    int end = text.length() - last.length();
    for (String piece : pieces.subList(1, pieces.size() - 1)) {
      look.run();
      int found = LinearSearch.indexOf(text, piece, at);
      if (found < 0 || found + piece.length() > end) {
        return false;
      }
      at = found + piece.length();
    }
    return true;
  }
}
