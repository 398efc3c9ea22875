package dev.pawl.bench.hostile;

import dev.pawl.core.json.Json;
import java.util.Map;

/**
 * What a node answered.
 *
 * @param status 0 where it closed the connection without an answer, or left the client waiting
 * @param nanos from the first byte sent to the last one read
 */
record RawAnswer(int status, String body, long nanos) {
  /** In place of a body where the client has given up. */
  static final String SILENCE = "no answer";

  private static final int ERRORS = 400;
  private static final int SERVER_ERRORS = 500;
  private static final int UNAVAILABLE = 503;

  /** By what answers are counted: the status of a success, the name of an error, or what is wrong with it. */
  String kind() {
    if (status == 0) {
      return body.equals(SILENCE) ? "silent" : "closed";
    }
    if (status < ERRORS) {
      return String.valueOf(status);
    }
    String name = errorName();
    return name.isEmpty() ? (body.isEmpty() ? "empty-" : "nameless-") + status : name;
  }

  /** AWS's name of the error, of either protocol; empty where there is none. */
  String errorName() {
    if (member("__type") instanceof String name) {
      return name;
    }
    return member("code") instanceof String name && member("type") instanceof String ? name : "";
  }

  /** A member of the answer; an empty map where there is none or it is null. */
  Object member(String name) {
    Object parsed;
    try {
      parsed = Json.parse(body);
    } catch (RuntimeException _) {
      return Map.of();
    }
    Object member = parsed instanceof Map<?, ?> members ? members.get(name) : null;
    return member == null ? Map.of() : member;
  }

  boolean isServerError() {
    return status >= SERVER_ERRORS && status != UNAVAILABLE;
  }

  boolean isRefusal() {
    return status >= ERRORS;
  }
}
