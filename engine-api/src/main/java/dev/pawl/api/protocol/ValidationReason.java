package dev.pawl.api.protocol;

/** Why a request is not valid, for programs: the service model's {@code ValidationExceptionReason}. */
public enum ValidationReason {
  API_DOES_NOT_SUPPORT_LABELED_ARNS,
  MISSING_REQUIRED_PARAMETER,
  CANNOT_UPDATE_COMPLETED_MAP_RUN,
  INVALID_ROUTING_CONFIGURATION;

  /**
   * The exception that says so.
   *
   * @param message the whole message
   */
  public ApiException about(String message) {
    return new ApiException(ApiError.VALIDATION, message, "reason", name());
  }
}
