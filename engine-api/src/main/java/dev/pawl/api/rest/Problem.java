package dev.pawl.api.rest;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 writes it.
 *
 * @param kind the last part of {@code type}, stable
 * @param code AWS's name of the error
 * @param detail a sentence for people
 */
record Problem(String kind, int status, String title, String code, String detail) {
  static final String MEDIA_TYPE = "application/problem+json";
  static final String TYPE_PREFIX = "urn:pawl:problem:";

  private static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;

  /** What an exception of an operation means here. */
  static Problem of(ApiException told) {
    String kind = told.error().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Problem(
        kind, status(told.error()), title(kind), told.error().code(), told.text());
  }

  /** A problem that only this protocol has. */
  static Problem of(String kind, int status, String code, String detail) {
    return new Problem(kind, status, title(kind), code, detail);
  }

  /** The HTTP status of an error; AWS answers nearly all with 400. */
  static int status(ApiError error) {
    return switch (error) {
      case ACTIVITY_DOES_NOT_EXIST, EXECUTION_DOES_NOT_EXIST, RESOURCE_NOT_FOUND,
          STATE_MACHINE_DOES_NOT_EXIST, TASK_DOES_NOT_EXIST, UNKNOWN_OPERATION ->
        NOT_FOUND;
      case ACTIVITY_ALREADY_EXISTS, CONFLICT, EXECUTION_ALREADY_EXISTS, EXECUTION_NOT_REDRIVABLE,
          SERVICE_QUOTA_EXCEEDED, STATE_MACHINE_ALREADY_EXISTS, STATE_MACHINE_DELETING,
          STATE_MACHINE_TYPE_NOT_SUPPORTED, TASK_TIMED_OUT ->
        CONFLICT;
      case MISSING_AUTHENTICATION_TOKEN, INCOMPLETE_SIGNATURE, INVALID_SIGNATURE,
          UNRECOGNIZED_CLIENT, EXPIRED_TOKEN ->
        UNAUTHORIZED;
      case ACCESS_DENIED -> FORBIDDEN;
      case ACTIVITY_WORKER_LIMIT_EXCEEDED, THROTTLING -> TOO_MANY_REQUESTS;
      case REQUEST_TOO_LARGE, INTERNAL, SERVICE_UNAVAILABLE -> error.httpStatus();
      default -> BAD_REQUEST;
    };
  }

  /** The members of the answer's body. */
  Map<String, @Nullable Object> members(String instance) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("type", TYPE_PREFIX + kind);
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    members.put("instance", instance);
    members.put("code", code);
    return members;
  }

  private static String title(String kind) {
    String words = kind.replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
