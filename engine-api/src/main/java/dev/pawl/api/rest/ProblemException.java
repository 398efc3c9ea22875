package dev.pawl.api.rest;

import java.util.Map;

/** The caller's request is answered with a problem that AWS's operations do not have. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  private ProblemException(Problem problem, Map<String, String> headers) {
    // Expected, and often: no stack trace.
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = headers;
  }

  static ProblemException malformedJson(String detail) {
    return of("malformed-json", 400, "SerializationException", detail);
  }

  static ProblemException unknownMember(String detail) {
    return of("unknown-member", 400, "ValidationException", detail);
  }

  static ProblemException badMember(String detail) {
    return of("invalid-member", 400, "ValidationException", detail);
  }

  static ProblemException badParameter(String detail) {
    return of("invalid-parameter", 400, "ValidationException", detail);
  }

  static ProblemException noSuchResource(String path) {
    return of("no-such-resource", 404, "UnknownOperationException", "There is nothing at " + path);
  }

  static ProblemException methodNotAllowed(String method, String allowed) {
    return new ProblemException(
        Problem.of("method-not-allowed", 405, "UnknownOperationException",
            method + " is not allowed here; allowed: " + allowed),
        Map.of("Allow", allowed));
  }

  static ProblemException notAcceptable(String offered) {
    return of("not-acceptable", 406, "ValidationException",
        "The Accept header excludes what there is: " + offered);
  }

  static ProblemException preconditionFailed(String detail) {
    return of("precondition-failed", 412, "ConflictException", detail);
  }

  static ProblemException unsupportedMediaType() {
    return of("unsupported-media-type", 415, "SerializationException",
        "The body must have the Content-Type application/json");
  }

  static ProblemException tooManyStreams() {
    return new ProblemException(
        Problem.of("too-many-streams", 503, "ServiceUnavailable",
            "This node serves as many streams and waiting requests as it may. Try again."),
        Map.of("Retry-After", "5"));
  }

  private static ProblemException of(String kind, int status, String code, String detail) {
    return new ProblemException(Problem.of(kind, status, code, detail), Map.of());
  }

  Problem problem() {
    return problem;
  }

  Map<String, String> headers() {
    return headers;
  }
}
