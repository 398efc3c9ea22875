package dev.pawl.api.protocol;

/** Every error that the API answers: AWS's code, the HTTP status and the form of the message. */
public enum ApiError {
  ACTIVITY_ALREADY_EXISTS("ActivityAlreadyExists", "Activity Already Exists: '%s'"),
  ACTIVITY_DOES_NOT_EXIST("ActivityDoesNotExist", "Activity Does Not Exist: '%s'"),
  ACTIVITY_WORKER_LIMIT_EXCEEDED(
      "ActivityWorkerLimitExceeded", "Activity Worker Limit Exceeded: '%s'"),
  CONFLICT("ConflictException", 409, "%s"),
  EXECUTION_ALREADY_EXISTS("ExecutionAlreadyExists", "Execution Already Exists: '%s'"),
  EXECUTION_NOT_REDRIVABLE("ExecutionNotRedrivable", "%s"),
  EXECUTION_DOES_NOT_EXIST("ExecutionDoesNotExist", "Execution Does Not Exist: '%s'"),
  INVALID_ARN("InvalidArn", "Invalid Arn: '%s'"),
  INVALID_DEFINITION("InvalidDefinition", "%s"),
  INVALID_EXECUTION_INPUT("InvalidExecutionInput", "Invalid State Machine Execution Input: '%s'"),
  INVALID_LOGGING_CONFIGURATION("InvalidLoggingConfiguration", "Invalid Logging Configuration: %s"),
  INVALID_ENCRYPTION_CONFIGURATION(
      "InvalidEncryptionConfiguration",
      "Invalid Encryption Configuration: %s"),
  INVALID_NAME("InvalidName", "Invalid Name: '%s'"),
  INVALID_OUTPUT("InvalidOutput", "Invalid Output: '%s'"),
  INVALID_TOKEN("InvalidToken", "Invalid Token: '%s'"),
  KMS_ACCESS_DENIED("KmsAccessDeniedException", "%s"),
  KMS_INVALID_STATE("KmsInvalidStateException", "%s"),
  MISSING_REQUIRED_PARAMETER("MissingRequiredParameter", "%s"),
  RESOURCE_NOT_FOUND("ResourceNotFound", "Resource not found: '%s'"),
  SERVICE_QUOTA_EXCEEDED("ServiceQuotaExceededException", 402, "%s"),
  STATE_MACHINE_ALREADY_EXISTS("StateMachineAlreadyExists", "State Machine Already Exists: '%s'"),
  STATE_MACHINE_DELETING("StateMachineDeleting", "State Machine is being deleted: '%s'"),
  STATE_MACHINE_DOES_NOT_EXIST("StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'"),
  STATE_MACHINE_TYPE_NOT_SUPPORTED("StateMachineTypeNotSupported", "%s"),
  TASK_DOES_NOT_EXIST("TaskDoesNotExist", "Task Does Not Exist: '%s'"),
  TASK_TIMED_OUT("TaskTimedOut", "Task Timed Out: '%s'"),
  TOO_MANY_TAGS("TooManyTags", "%s"),
  VALIDATION("ValidationException", "%s"),
  // Of EventBridge, EventBridge Scheduler and EventBridge Pipes.
  CONCURRENT_MODIFICATION("ConcurrentModificationException", "%s"),
  INVALID_EVENT_PATTERN("InvalidEventPatternException", "%s"),
  LIMIT_EXCEEDED("LimitExceededException", "%s"),
  MALFORMED_DETAIL("MalformedDetail", "%s"),
  PIPE_NOT_FOUND("NotFoundException", 404, "%s"),
  SCHEDULE_NOT_FOUND("ResourceNotFoundException", 404, "%s"),
  TRIGGER_ALREADY_EXISTS("ResourceAlreadyExistsException", "%s"),
  TRIGGER_NOT_FOUND("ResourceNotFoundException", "%s"),
  // Common to all AWS services.
  SERIALIZATION("SerializationException", "%s"),
  UNKNOWN_OPERATION("UnknownOperationException", "%s"),
  INCOMPLETE_SIGNATURE("IncompleteSignatureException", "%s"),
  MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", "%s"),
  INVALID_SIGNATURE("InvalidSignatureException", "%s"),
  UNRECOGNIZED_CLIENT("UnrecognizedClientException", "%s"),
  EXPIRED_TOKEN("ExpiredTokenException", "%s"),
  ACCESS_DENIED("AccessDeniedException", "%s"),
  THROTTLING("ThrottlingException", "%s"),
  REQUEST_TOO_LARGE("RequestEntityTooLargeException", 413, "%s"),
  INTERNAL("InternalServerError", 500, "%s"),
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503, "%s");

  private static final int BAD_REQUEST = 400;

  private final String code;
  private final int httpStatus;
  private final String form;

  ApiError(String code, String form) {
    this(code, BAD_REQUEST, form);
  }

  ApiError(String code, int httpStatus, String form) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.form = form;
  }

  /** AWS's name of the error. */
  public String code() {
    return code;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /**
   * The exception that says so.
   *
   * @param detail what the message is about: a name, an ARN, a reason, or the whole message
   */
  public ApiException about(String detail) {
    return new ApiException(this, form.replace("%s", detail));
  }

  /**
   * As {@link #about(String)}, of a resource that the answer also names by itself.
   *
   * @param resource its ARN
   */
  public ApiException about(String detail, String resource) {
    return new ApiException(this, form.replace("%s", detail), "resourceName", resource);
  }
}
