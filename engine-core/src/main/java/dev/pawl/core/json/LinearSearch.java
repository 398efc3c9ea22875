package dev.pawl.core.json;

/**
 * Finds text in text in time that grows with the sum of their lengths, not with the product as Java's own
 * search: half a payload of one letter, sought in a whole one, takes that 4 s.
 */
public final class LinearSearch {
  /** Up to this length the product is harmless, and Java's search the fastest. */
  private static final int SHORT = 32;

  private LinearSearch() {}

  /** Says where the part first occurs at or behind an index, as {@link String#indexOf(String, int)} does. */
  public static int indexOf(String text, String part, int from) {
    return part.length() <= SHORT ? text.indexOf(part, from) : knuthMorrisPratt(text, part, from);
  }

  private static int knuthMorrisPratt(String text, String part, int from) {
    if (text.length() - from < part.length()) {
      return -1;
    }
    int[] borders = borders(part);
    int matched = 0;
    for (int at = from; at < text.length(); at++) {
      while (matched > 0 && text.charAt(at) != part.charAt(matched)) {
        matched = borders[matched - 1];
      }
      if (text.charAt(at) == part.charAt(matched) && ++matched == part.length()) {
        return at - matched + 1;
      }
    }
    return -1;
  }

  /** For each prefix of the part the length of the longest text that it both begins and ends with. */
  private static int[] borders(String part) {
    int[] borders = new int[part.length()];
    int length = 0;
    for (int i = 1; i < part.length(); i++) {
      while (length > 0 && part.charAt(i) != part.charAt(length)) {
        length = borders[length - 1];
      }
      if (part.charAt(i) == part.charAt(length)) {
        length++;
      }
      borders[i] = length;
    }
    return borders;
  }
}
