package dev.pawl.tasks.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A URL that may be called, as far as that can be told before its host is resolved.
 *
 * @param isAllowed whether its origin passes the guard
 */
public record Target(URI url, Origin origin, boolean isAllowed) {
  private static final Pattern NUMBERS = Pattern
      .compile("(0x[0-9a-f]*|[0-9]*)(\\.(0x[0-9a-f]*|[0-9]*))*");
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern DOTTED_QUAD = Pattern
      .compile(BYTE + "(\\." + BYTE + "){3}");

  /**
   * Reads a URL.
   *
   * @throws InvalidCallException where it is none, or has more to it than an origin, a path and a query
   * @throws BlockedHostException where its scheme or the form of its host is refused
   */
  public static Target parse(String text, HttpSettings settings) throws BlockedHostException {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidCallException("The URL is not valid: " + e.getReason());
    }
    Optional<Origin> origin = Origin.of(url);
    if (origin.isEmpty() || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw new InvalidCallException(
          "A URL has the form https://host[:port]/path[?query], with the host's name in plain letters");
    }
    boolean allowed = settings.allowed().contains(origin.get());
    if (!allowed) {
      guard(origin.get());
    }
    return new Target(url, origin.get(), allowed);
  }

  /** Other spellings of addresses are read differently by different programs. */
  private static void guard(Origin origin) throws BlockedHostException {
    if (!origin.isHttps()) {
      throw new BlockedHostException(origin.host(), "plain http is not allowed");
    }
    boolean isNumeric = NUMBERS.matcher(origin.host()).matches();
    boolean isOdd = isNumeric && !DOTTED_QUAD.matcher(origin.host()).matches();
    if (isOdd || origin.host().indexOf('%') >= 0) {
      throw new BlockedHostException(origin.host(), "this form of an address is not allowed");
    }
  }
}
