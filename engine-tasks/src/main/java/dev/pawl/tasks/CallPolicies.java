package dev.pawl.tasks;

import dev.pawl.core.task.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node's calls of each service are held to, so that a slow service holds no more than its share.
 *
 * @param usual for services without a policy of their own
 * @param byService by the service's name in lower case without separators, e.g. {@code emrserverless}
 */
public record CallPolicies(CallPolicy usual, Map<String, CallPolicy> byService) {
  /** The environment variable for {@code atOnce}; with {@code _SQS} and the like for one service. */
  public static final String AT_ONCE = "PAWL_CALLS_AT_ONCE";

  /** The environment variable for {@code perSecond}. */
  public static final String PER_SECOND = "PAWL_CALLS_PER_SECOND";

  /** The environment variable for {@code longest}, in seconds. */
  public static final String TIMEOUT = "PAWL_CALLS_TIMEOUT";

  private static final String GENERIC = "aws-sdk:";
  private static final int USUAL_AT_ONCE = 512;

  /** What nobody has changed. */
  public static final CallPolicies USUAL = new CallPolicies(
      new CallPolicy(USUAL_AT_ONCE, Optional.empty(), Optional.empty()), Map.of());

  public CallPolicies {
    byService = Map.copyOf(byService);
  }

  /**
   * What calls of one service are held to.
   *
   * @param atOnce how many may be under way; positive
   * @param perSecond how many may begin in a second; empty for any number
   * @param longest how long one may take, if it may not take as long as its state; empty for that
   */
  public record CallPolicy(int atOnce, Optional<Integer> perSecond, Optional<Duration> longest) {}

  /** The service that a resource calls, whichever of its integrations it names. */
  public static String service(Resource resource) {
    return switch (resource) {
      case Resource.Service service -> plain(service.service().startsWith(GENERIC)
          ? service.service().substring(GENERIC.length())
          : service.service());
      case Resource.Function _ -> "lambda";
      case Resource.Activity _ -> "activity";
    };
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** The policy of a service, as {@link #service} names it. */
  public CallPolicy of(String service) {
    return byService.getOrDefault(service, usual);
  }

  /**
   * Reads the variables.
   *
   * @throws InvalidTaskSettingsException where a value is not a positive whole number
   */
  public static CallPolicies fromEnvironment(Map<String, String> env) {
    CallPolicy usual = read(env, "", USUAL.usual());
    Map<String, CallPolicy> byService = new HashMap<>();
    for (String name : env.keySet()) {
      for (String variable : new String[]{AT_ONCE, PER_SECOND, TIMEOUT}) {
        if (name.startsWith(variable + "_")) {
          String suffix = name.substring(variable.length());
          byService.put(plain(suffix), read(env, suffix, usual));
        }
      }
    }
    return new CallPolicies(usual, byService);
  }

  private static CallPolicy read(Map<String, String> env, String suffix, CallPolicy otherwise) {
    return new CallPolicy(number(env, AT_ONCE + suffix).orElse(otherwise.atOnce()),
        number(env, PER_SECOND + suffix).or(otherwise::perSecond),
        number(env, TIMEOUT + suffix).map(Duration::ofSeconds).or(otherwise::longest));
  }

  private static Optional<Integer> number(Map<String, String> env, String name) {
    String text = env.getOrDefault(name, "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      throw refusal(name, text, e);
    }
    throw refusal(name, text, null);
  }

  private static InvalidTaskSettingsException refusal(String name, String text,
      @Nullable Exception cause) {
    return new InvalidTaskSettingsException(
        name + " must be a positive whole number; '" + text + "' is none", cause);
  }
}
