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
 */
record HttpCall(String method, Target target, Map<String, List<String>> headers,
    Optional<byte[]> body) {
  URI url() {
    return target.url();
  }

  /** Does not show what may be secret. */
  @Override
  public String toString() {
    return method + " " + target.origin();
  }
}
