package dev.pawl.tasks.kubernetes;

import dev.pawl.core.json.Json;
import dev.pawl.tasks.http.InvalidCallException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads parameters of calls of the API of Kubernetes. */
final class KubernetesCalls {
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._~:%!$&'()*+,;=@-]*");

  /** Kubernetes' own rule for names of namespaces, and a narrow one for those of jobs. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private KubernetesCalls() {}

  static String required(Map<?, ?> parameters, String member) {
    return text(parameters, member).orElseThrow(() -> new InvalidCallException(
        "The field '" + member + "' is required but was missing"));
  }

  static Optional<String> text(Map<?, ?> parameters, String member) {
    return switch (parameters.get(member)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw invalid(member);
    };
  }

  /** An object; one without members where there is none. */
  static Map<?, ?> object(Map<?, ?> parameters, String member) {
    return switch (parameters.get(member)) {
      case null -> Map.of();
      case Map<?, ?> object -> object;
      default -> throw invalid(member);
    };
  }

  static InvalidCallException invalid(String member) {
    return new InvalidCallException("The value of the field '" + member
        + "' has an invalid format");
  }

  /** A path with its query, whose parameters are lists or single values. */
  static String path(String path, Map<?, ?> query) {
    boolean climbs = List.of(path.split("/", -1)).stream()
        .anyMatch(
            part -> part.equals("..") || part.toLowerCase(Locale.ROOT).contains("%2e"));
    if (!PATH.matcher(path).matches() || climbs) {
      throw invalid("Path");
    }
    StringJoiner pairs = new StringJoiner("&");
    query.forEach((name, value) -> {
      for (Object one : value instanceof List<?> list
          ? list
          : List.of(Objects.toString(value, ""))) {
        pairs.add(encoded(String.valueOf(name)) + '=' + encoded(Objects.toString(one, "")));
      }
    });
    return pairs.length() == 0 ? path : path + '?' + pairs;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String name(String member, String text) {
    if (!NAME.matcher(text).matches()) {
      throw invalid(member);
    }
    return text;
  }

  static byte[] bytes(@Nullable Object tree) {
    return Json.write(tree).getBytes(StandardCharsets.UTF_8);
  }
}
