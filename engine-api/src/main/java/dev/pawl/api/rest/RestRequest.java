package dev.pawl.api.rest;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that has found its route.
 *
 * @param path what the names of the route's path stand for
 * @param query the parameters, known ones only; the first value of each but {@code key}
 * @param members the body's members as AWS's operations take them: JSON as text, tags as a list
 * @param ifMatch the revision that {@code If-Match} names; empty for any
 * @param lastEvent {@code Last-Event-ID}
 */
record RestRequest(Map<String, String> path, Map<String, List<String>> query,
    Map<String, @Nullable Object> members, Optional<String> ifMatch, Optional<String> lastEvent) {
  /** A part of the path. */
  String part(String name) {
    return Objects.requireNonNull(path.get(name));
  }

  Optional<String> parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /**
   * A parameter that is true or false.
   *
   * @throws ProblemException where it is neither
   */
  boolean flag(String name, boolean otherwise) {
    return parameter(name).map(text -> switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ProblemException.badParameter(
          "The parameter " + name + " must be true or false, not '" + text + "'");
    }).orElse(otherwise);
  }

  /**
   * A parameter that is a whole number.
   *
   * @throws ProblemException where it is none
   */
  Optional<Integer> number(String name) {
    return parameter(name).map(text -> {
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        throw ProblemException.badParameter(
            "The parameter " + name + " must be a whole number, not '" + text + "'");
      }
    });
  }

  Optional<String> text(String member) {
    return Optional.ofNullable((String) members.get(member));
  }

  /** A copy of the members, to be completed. */
  Map<String, @Nullable Object> copy() {
    return new LinkedHashMap<>(members);
  }

  /**
   * Reads a body.
   *
   * @param text empty for no members
   * @throws ProblemException where it is not what the route takes
   */
  static Map<String, @Nullable Object> read(String text, Route.Body body) {
    if (text.isBlank()) {
      return demand(Map.of(), body);
    }
    Object tree;
    try {
      tree = Json.parse(text);
    } catch (InvalidJsonException e) {
      throw ProblemException.malformedJson("The body is not JSON: " + e.getMessage()
          + (e.place().isEmpty() ? "" : ", at " + e.place()));
    }
    Members.check(body.schema(), tree, "");
    Map<?, ?> sent = (Map<?, ?>) Objects.requireNonNull(tree);
    Map<String, String> texts = JsonText.members(text);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    sent.forEach((key, value) -> {
      String name = (String) key;
      if (Objects.requireNonNull(body.members().get(name)).isEmpty()) {
        members.put(name, texts.get(name));
      } else if (name.equals("tags") && value != null) {
        members.put(name, tags((Map<?, ?>) value));
      } else if (value != null) {
        members.put(name, value);
      }
    });
    return demand(members, body);
  }

  private static Map<String, @Nullable Object> demand(Map<String, @Nullable Object> members,
      Route.Body body) {
    for (String name : body.required()) {
      if (members.get(name) == null) {
        throw ProblemException.badMember("The body must have the member '" + name + "'");
      }
    }
    return members;
  }

  private static List<Object> tags(Map<?, ?> tags) {
    List<Object> list = new ArrayList<>();
    tags.forEach(
        (key, value) -> list
            .add(Map.of("key", Objects.requireNonNull(key), "value",
                Objects.requireNonNull(value))));
    return list;
  }
}
