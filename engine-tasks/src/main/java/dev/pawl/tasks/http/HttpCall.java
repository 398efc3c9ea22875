package dev.pawl.tasks.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request as it is sent.
 *
 * @param target with the whole query
 * @param headers by their names as they are sent, each with its values
 * @param body empty for none
 * @param authority the certificates, as PEM, of whoever vouches for the server; empty for the public ones
 */
public record HttpCall(String method, Target target, Map<String, List<String>> headers,
    Optional<byte[]> body, Optional<String> authority) {

  /** To a server that the public authorities vouch for. */
  public HttpCall(String method, Target target, Map<String, List<String>> headers,
      Optional<byte[]> body) {
    this(method, target, headers, body, Optional.empty());
  }

  URI url() {
    return target.url();
  }

  /** Does not show what may be secret. */
  @Override
  public String toString() {
    return method + " " + target.origin();
  }
}
