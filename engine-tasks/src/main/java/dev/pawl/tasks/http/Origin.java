package dev.pawl.tasks.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a URL leads.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case; an IPv6 address is in brackets
 * @param port never left out
 */
public record Origin(String scheme, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** The origin of a URL with a scheme and a host; empty for another. */
  static Optional<Origin> of(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean isHttps = scheme.equals("https");
    boolean isHttp = isHttps || scheme.equals("http");
    if (!isHttp || url.getHost() == null) {
      return Optional.empty();
    }
    int usual = isHttps ? HTTPS : HTTP;
    return Optional.of(new Origin(scheme, url.getHost().toLowerCase(Locale.ROOT),
        url.getPort() < 0 ? usual : url.getPort()));
  }

  /** Reads {@code scheme://host[:port]}; empty where a text is something else. */
  public static Optional<Origin> parse(String text) {
    try {
      URI url = new URI(text.strip());
      boolean isBare = url.getRawPath() == null || url.getRawPath().isEmpty()
          || url.getRawPath().equals("/");
      return isBare && url.getRawUserInfo() == null && url.getRawQuery() == null
          && url.getRawFragment() == null ? of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** As a URL without a path. */
  public String text() {
    return scheme + "://" + host + ':' + port;
  }

  boolean isHttps() {
    return scheme.equals("https");
  }
}
