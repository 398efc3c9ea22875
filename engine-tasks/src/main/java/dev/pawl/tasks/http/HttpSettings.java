package dev.pawl.tasks.http;

import dev.pawl.tasks.InvalidTaskSettingsException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where HTTP tasks may go besides the public network.
 *
 * @param allowed origins that pass the guard, plain http and this machine's own ones included
 * @param proxy all calls go through it, which then resolves names; empty for none. No proxy of the environment is used
 */
public record HttpSettings(Set<Origin> allowed, Optional<Origin> proxy) {
  /** The environment variable for {@code allowed}, separated by commas. */
  public static final String ALLOW = "PAWL_HTTP_ALLOW";

  /** The environment variable for {@code proxy}. */
  public static final String PROXY = "PAWL_HTTP_PROXY";

  /** The public network by https, and nothing else. */
  public static final HttpSettings GUARDED = new HttpSettings(Set.of(), Optional.empty());

  public HttpSettings {
    allowed = Set.copyOf(allowed);
  }

  /**
   * Reads {@code PAWL_HTTP_ALLOW} and {@code PAWL_HTTP_PROXY}.
   *
   * @throws InvalidTaskSettingsException where one of them is not an origin
   */
  public static HttpSettings fromEnvironment(Map<String, String> env) {
    Set<Origin> allowed = new HashSet<>();
    for (String text : text(env.get(ALLOW)).split(",", -1)) {
      if (!text.isBlank()) {
        allowed.add(origin(ALLOW, text));
      }
    }
    String proxy = text(env.get(PROXY));
    return new HttpSettings(allowed,
        proxy.isBlank() ? Optional.empty() : Optional.of(origin(PROXY, proxy)));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static Origin origin(String variable, String text) {
    return Origin.parse(text).orElseThrow(() -> new InvalidTaskSettingsException(variable
        + " takes origins such as https://internal.example:8443; '" + text.strip()
        + "' is none"));
  }
}
