package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whether a creation or an update publishes what it writes.
 *
 * @param description of the version; null for none
 */
record Publishing(boolean wanted, @Nullable String description) {
  /**
   * Reads {@code publish} and {@code versionDescription}.
   *
   * @throws ApiException {@code ValidationException} where only the second is given
   */
  static Publishing of(Request request) {
    boolean publish = request.flag("publish", false);
    String description = request.optionalText("versionDescription").orElse(null);
    if (!publish && description != null) {
      throw ApiError.VALIDATION.about("Version description can only be set when publish is true");
    }
    return new Publishing(publish, description);
  }

  /** The answer where a state machine has as many versions as it may have. */
  static ApiException full(int most) {
    return ApiError.SERVICE_QUOTA_EXCEEDED.about(
        "The state machine has " + most + " versions already; delete some of them first");
  }
}
