package dev.pawl.triggers;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP endpoint that targets may be, as EventBridge's API describes it.
 *
 * @param members {@code Name}, {@code ApiDestinationArn}, {@code ConnectionArn}, {@code InvocationEndpoint},
 *     {@code HttpMethod}, {@code InvocationRateLimitPerSecond} and {@code Description}
 */
public record ApiDestination(Map<String, @Nullable Object> members) {
  /** AWS's default and bound. */
  public static final int USUAL_RATE = 300;

  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");

  /** Reads what {@link #toJson} wrote. */
  public static ApiDestination fromJson(String text) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(Json.parse(text)))
        .forEach((name, value) -> members.put(String.valueOf(name), value));
    return new ApiDestination(members);
  }

  public String toJson() {
    return Json.write(members);
  }

  /** How many calls of it may begin in a second. */
  public int perSecond() {
    return members.get("InvocationRateLimitPerSecond") instanceof Number rate
        ? rate.intValue()
        : USUAL_RATE;
  }

  /**
   * The parameters of the {@code http:invoke} that calls it.
   *
   * @param target the target's {@code HttpParameters}: {@code PathParameterValues} take the places of the stars in the
   *     endpoint, {@code HeaderParameters} and {@code QueryStringParameters} are added
   * @param input JSON text, the body
   */
  public Map<String, @Nullable Object> call(Map<?, ?> target, String input) {
    Map<String, @Nullable Object> call = new LinkedHashMap<>();
    String method = String.valueOf(members.get("HttpMethod"));
    call.put("ApiEndpoint", endpoint(target.get("PathParameterValues")));
    call.put("Method", method);
    call.put("Authentication", Map.of("ConnectionArn",
        String.valueOf(members.get("ConnectionArn"))));
    if (target.get("HeaderParameters") instanceof Map<?, ?> headers) {
      call.put("Headers", headers);
    }
    if (target.get("QueryStringParameters") instanceof Map<?, ?> query) {
      call.put("QueryParameters", query);
    }
    if (!WITHOUT_BODY.contains(method)) {
      call.put("RequestBody", body(input));
    }
    return call;
  }

  private String endpoint(@Nullable Object values) {
    String endpoint = String.valueOf(members.get("InvocationEndpoint"));
    for (Object value : values instanceof List<?> list ? list : List.of()) {
      int star = endpoint.indexOf('*');
      if (star < 0) {
        break;
      }
      endpoint = endpoint.substring(0, star)
          + URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20")
              .replace("*", "%2A")
          + endpoint.substring(star + 1);
    }
    return endpoint;
  }

  private static @Nullable Object body(String input) {
    try {
      return Json.parse(input);
    } catch (InvalidJsonException e) {
      return input;
    }
  }
}
