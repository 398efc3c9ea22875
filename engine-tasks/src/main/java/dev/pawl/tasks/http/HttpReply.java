package dev.pawl.tasks.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came back.
 *
 * @param status the status code
 * @param reason the status text; may be empty
 * @param headers by their names as they came
 * @param body at most {@link GuardedHttp#MOST_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record HttpReply(int status, String reason, Map<String, List<String>> headers, byte[] body) {
  /** Whether the status is one of 2xx. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The media type with its parameters, in lower case; empty where none is told. */
  public Optional<String> contentType() {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
        .flatMap(header -> header.getValue().stream())
        .map(type -> type.strip().toLowerCase(Locale.ROOT)).findFirst();
  }
}
