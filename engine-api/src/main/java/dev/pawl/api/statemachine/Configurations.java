package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.json.Json;
import dev.pawl.db.Retention;
import dev.pawl.db.Retention;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The configurations that come with a state machine, as JSON text in its row and as trees in answers. */
public final class Configurations {
  private static final String OFF = "OFF";
  private static final String DESTINATIONS = "destinations";
  private static final Pattern ROLE = Pattern
      .compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}");

  private Configurations() {}

  /**
   * Checks the role.
   *
   * @throws ApiException {@code InvalidArn}
   */
  public static void checkRole(String arn) {
    if (!ROLE.matcher(arn).matches()) {
      throw ApiError.INVALID_ARN.about("Invalid ARN of a role: " + arn);
    }
  }

  /**
   * The logging configuration of a request, completed with AWS's defaults.
   *
   * @throws ApiException {@code InvalidLoggingConfiguration}
   */
  static Optional<String> logging(Request request) {
    return request.structure("loggingConfiguration").map(sent -> {
      List<?> destinations = sent.get(DESTINATIONS) instanceof List<?> list ? list : List.of();
      Object level = Objects.requireNonNullElse(sent.get("level"), OFF);
      if (destinations.size() > 1 || (destinations.isEmpty() && !level.equals(OFF))) {
        throw ApiError.INVALID_LOGGING_CONFIGURATION.about(
            "Must specify exactly one Log Destination.");
      }
      Map<String, @Nullable Object> complete = new LinkedHashMap<>();
      complete.put("level", level);
      complete.put(
          "includeExecutionData",
          Objects.requireNonNullElse(sent.get("includeExecutionData"), false));
      if (sent.get(DESTINATIONS) != null) {
        complete.put(DESTINATIONS, destinations);
      }
      return Json.write(complete);
    });
  }

  /** The tracing configuration of a request, completed. */
  static Optional<String> tracing(Request request) {
    return request.structure("tracingConfiguration")
        .map(
            sent -> Json.write(
                Map.of("enabled", Objects.requireNonNullElse(sent.get("enabled"), false))));
  }

  /** What an answer says of logging. */
  static @Nullable Object loggingOf(@Nullable String stored) {
    return stored == null
        ? Map.of("level", OFF, "includeExecutionData", false)
        : Json.parse(stored);
  }

  /** What an answer says of tracing. */
  static @Nullable Object tracingOf(@Nullable String stored) {
    return stored == null ? Map.of("enabled", false) : Json.parse(stored);
  }

  /** What an answer says of encryption. */
  public static @Nullable Object encryptionOf(@Nullable String stored) {
    return stored == null ? Map.of("type", "AWS_OWNED_KEY") : Json.parse(stored);
  }

  /**
   * The tags of a request; of equal keys the last counts.
   *
   * @param most so many tags a resource may have
   * @throws dev.pawl.api.protocol.ApiException where the tag that says how long executions are kept has no number
   *     of days
   */
  public static Map<String, String> tags(Request request, int most) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> tag : request.structures("tags")) {
      tags.put(
          Objects.toString(tag.get("key"), ""),
          Objects.toString(tag.get("value"), ""));
    }
    TagRules.check(tags, most);
    String days = tags.get(Retention.TAG);
    if (days != null && Retention.days(days).isEmpty()) {
      throw ApiError.VALIDATION.about("The value of the tag '" + Retention.TAG
          + "' must be a number of days from " + Retention.LEAST_DAYS + " to "
          + Retention.MOST_DAYS + ", not '" + days + "'");
    }
    return tags;
  }
}
