package dev.pawl.api.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One operation of the API. Safe for use by many threads; may block, since each request has its own thread. */
public interface Operation {
  /** The operation's name in the service model. */
  String name();

  /**
   * Answers a request that satisfies the model.
   *
   * @return the answer's members
   * @throws ApiException where the answer is an error
   */
  Map<String, @Nullable Object> handle(Request request);
}
