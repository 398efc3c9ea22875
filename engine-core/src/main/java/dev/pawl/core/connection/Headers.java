package dev.pawl.core.connection;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers a request may have (reference: service-integrations, section 5). */
public final class Headers {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
  private static final Set<String> FORBIDDEN = Set.of("a-im", "accept-charset", "accept-datetime",
      "accept-encoding", "authorization", "cache-control", "connection", "content-encoding",
      "content-md5", "date", "expect", "forwarded", "from", "host", "http2-settings", "if-match",
      "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "max-forwards",
      "origin", "pragma", "proxy-authorization", "referer", "server", "te", "trailer",
      "transfer-encoding", "upgrade", "via", "warning", "content-length", "range");

  private static final int DELETE = 0x7f;

  private Headers() {}

  /** Whether a task may not set a header of the name. */
  public static boolean isForbidden(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return FORBIDDEN.contains(lower) || lower.startsWith("x-forwarded-")
        || lower.startsWith("x-amz-") || lower.startsWith("x-amzn-");
  }

  /** Whether a text is the name of a header. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a value can stand in a header: one line of it. */
  public static boolean isValue(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != DELETE));
  }

  /** @throws InvalidConnectionException where a connection may not have a header of the name */
  static void checkName(String name) {
    if (!isName(name)) {
      throw new InvalidConnectionException("'" + name + "' is not the name of a header");
    }
    if (isForbidden(name) && !name.equalsIgnoreCase("authorization")) {
      throw new InvalidConnectionException("The header " + name + " is not allowed");
    }
  }
}
