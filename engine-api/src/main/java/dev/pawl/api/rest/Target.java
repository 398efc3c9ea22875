package dev.pawl.api.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request is addressed to.
 *
 * @param segments of the path below {@code /api/v1}, decoded
 */
record Target(List<String> segments, Map<String, List<String>> query) {
  /** @throws ProblemException where it cannot be decoded */
  static Target of(HttpServletRequest request) {
    String path = request.getRequestURI().substring(Names.BASE.length());
    List<String> segments = new ArrayList<>();
    if (!path.isEmpty()) {
      for (String segment : path.substring(1).split("/", -1)) {
        // In a path, a plus is a plus.
        segments.add(decoded(segment.replace("+", "%2B")));
      }
    }
    Map<String, List<String>> query = new LinkedHashMap<>();
    String text = request.getQueryString() == null ? "" : request.getQueryString();
    for (String part : text.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = decoded(equals < 0 ? part : part.substring(0, equals));
        query.computeIfAbsent(name, _ -> new ArrayList<>())
            .add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
      }
    }
    return new Target(segments, query);
  }

  /**
   * Refuses parameters that the route does not have, or has once.
   *
   * @throws ProblemException that names the parameter
   */
  void check(Route route) {
    query.forEach((name, values) -> {
      Route.Query known = route.queries().stream()
          .filter(one -> one.name().equals(name))
          .findFirst()
          .orElseThrow(() -> ProblemException.badParameter(
              "There is no parameter '" + name + "' here; known are "
                  + route.queries().stream().map(Route.Query::name).toList()));
      if (values.size() > 1 && !"array".equals(known.schema().get("type"))) {
        throw ProblemException.badParameter("The parameter '" + name + "' stands several times");
      }
    });
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemException
          .badParameter("'" + text + "' is not percent-encoded as it ought to be");
    }
  }
}
