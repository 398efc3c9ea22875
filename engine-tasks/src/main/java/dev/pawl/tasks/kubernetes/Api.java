package dev.pawl.tasks.kubernetes;

import dev.pawl.tasks.http.GuardedHttp;
import dev.pawl.tasks.http.HttpReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The API of one cluster.
 *
 * @param limit of one call
 */
record Api(GuardedHttp http, Cluster cluster, Duration limit) {
  HttpReply send(String method, String pathAndQuery, Optional<byte[]> body)
      throws IOException, InterruptedException {
    return http.send(cluster.call(method, pathAndQuery, body), limit);
  }

  HttpReply get(String pathAndQuery) throws IOException, InterruptedException {
    return send("GET", pathAndQuery, Optional.empty());
  }
}
