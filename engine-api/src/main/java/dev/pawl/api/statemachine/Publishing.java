package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Request;

/** Versions, which this build does not have: better refused than silently left out. */
final class Publishing {
  private Publishing() {}

  /**
   * Refuses a request that wants a version.
   *
   * @throws ApiException {@code ValidationException}
   */
  static void refuse(Request request) {
    boolean publish = request.flag("publish", false);
    if (!publish && request.optionalText("versionDescription").isPresent()) {
      throw ApiError.VALIDATION.about("Version description can only be set when publish is true");
    }
    if (publish) {
      throw ApiError.VALIDATION.about(
          "This build of Pawl does not publish versions yet; leave out 'publish'");
    }
  }
}
