package dev.pawl.tasks.kubernetes;

import dev.pawl.tasks.http.HttpCall;
import dev.pawl.tasks.http.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cluster and who calls it.
 *
 * @param targets reads URLs below the cluster's
 * @param authority the certificates of whoever vouches for the server, as PEM; empty for the public ones
 * @param token of who calls; empty for nobody
 */
record Cluster(Targets targets, Optional<String> authority, Optional<String> token) {
  /** Reads URLs below a cluster's. */
  @FunctionalInterface
  interface Targets {
    Target at(String pathAndQuery) throws IOException;
  }

  /** A call of its API. */
  HttpCall call(String method, String pathAndQuery, Optional<byte[]> body) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    headers.put("Accept", List.of("application/json, */*"));
    body.ifPresent(_ -> headers.put("Content-Type", List.of(method.equals("PATCH")
        ? "application/merge-patch+json"
        : "application/json")));
    token.ifPresent(text -> headers.put("Authorization", List.of("Bearer " + text)));
    return new HttpCall(method, targets.at(pathAndQuery), headers, body, authority);
  }

  /** Does not show the token. */
  @Override
  public String toString() {
    return "Cluster";
  }
}
