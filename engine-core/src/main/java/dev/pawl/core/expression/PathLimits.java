package dev.pawl.core.expression;

import java.util.regex.Pattern;

/**
 * Which paths are refused for the work they could cause. A path's text comes from a user and its
 * input may be 256 KiB, so the bound is on the path (reference: expressions, sections 3 and 5).
 */
final class PathLimits {
  /** The longest path, in characters. */
  static final int MAX_LENGTH = 1_024;

  /** The most segments that a path may have. */
  static final int MAX_SEGMENTS = 100;

  /** The most that the sizes of a path's unions, such as {@code [0,1]}, may come to when multiplied. */
  static final int MAX_UNIONS = 1_000;

  private static final Pattern UNION = Pattern.compile("(?<=[\\w$@*.)\\]])\\[[^\\[\\]?]*\\]");
  private static final Pattern SLICE_OF_ROOT = Pattern.compile("^\\$\\.?\\[\\s*-?\\d*\\s*:.*");
  private static final Pattern FUNCTION = Pattern.compile("\\.\\s*[A-Za-z_]\\w*\\s*\\(");
  private PathLimits() {}

  static boolean allow(String text) {
    if (text.length() > MAX_LENGTH) {
      return false;
    }
    String plain = withoutQuoted(text);
    long segments = plain.chars().filter(c -> c == '.' || c == '[').count();
    int scan = plain.indexOf("..");
    boolean oneScanAtMost = scan < 0 || plain.indexOf("..", scan + 2) < 0;
    return segments <= MAX_SEGMENTS && isBalanced(plain) && oneScanAtMost
        && !filterReadsRootAgain(plain) && unions(plain) <= MAX_UNIONS;
  }

  /** How often the path's unions can have the rest of it read; a filter's list of values is no union. */
  private static double unions(String plain) {
    return UNION.matcher(plain)
        .results()
        .mapToDouble(union -> 1 + union.group().chars().filter(c -> c == ',').count())
        .reduce(1, (product, size) -> product * size);
  }

  /** Jayway lets an open bracket at the end pass. */
  private static boolean isBalanced(String plain) {
    return plain.chars().filter(c -> c == '[').count() == plain.chars().filter(c -> c == ']')
        .count();
  }

  /** A filter whose inner path starts at the root is evaluated over the whole input for each item. */
  private static boolean filterReadsRootAgain(String plain) {
    int filter = plain.indexOf("[?");
    if (filter < 0) {
      return false;
    }
    int inner = plain.indexOf('$', filter);
    return inner >= 0
        && (plain.indexOf("[?", inner) >= 0 || plain.indexOf('*', inner) >= 0
            || plain.indexOf("..", inner) >= 0);
  }

  /** Jayway would evaluate {@code $.a.sum()}; at AWS there are no functions in paths. */
  static boolean callsFunction(String path) {
    return FUNCTION.matcher(withoutQuoted(path)).find();
  }

  static boolean slicesRoot(String path) {
    return SLICE_OF_ROOT.matcher(path).matches();
  }

  /** The text with what stands between quotes blanked out. */
  private static String withoutQuoted(String text) {
    StringBuilder plain = new StringBuilder(text);
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (quote != 0) {
        if (c == '\\' && i + 1 < text.length()) {
          plain.setCharAt(i, '_');
          i++;
        } else if (c == quote) {
          quote = 0;
          continue;
        }
        plain.setCharAt(i, '_');
      }
    }
    return plain.toString();
  }
}
