package dev.pawl.conformance;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares expected values, in which tokens stand for what differs from run to run, with actual ones. */
final class Comparison {
  private static final Pattern TOKEN = Pattern.compile("<[^<>]+>");

  private final Map<String, Map<String, Object>> tokens = new HashMap<>();
  private final Map<String, String> bindings = new HashMap<>();

  @SuppressWarnings("unchecked")
  Comparison(Map<String, Object> tokens) {
    tokens.forEach((name, token) -> this.tokens.put(name, (Map<String, Object>) token));
  }

  /** The first difference, or empty. What was bound on the way stays bound. */
  Optional<String> difference(@Nullable Object expected, @Nullable Object actual) {
    return difference("", expected, actual);
  }

  /** Whether two values are alike; binds nothing where they are not. */
  boolean matches(@Nullable Object expected, @Nullable Object actual) {
    Map<String, String> before = Map.copyOf(bindings);
    boolean alike = difference(expected, actual).isEmpty();
    if (!alike) {
      bindings.clear();
      bindings.putAll(before);
    }
    return alike;
  }

  /** A recorded value with its tokens replaced by what they are bound to. */
  @Nullable
  Object instantiate(@Nullable Object value) {
    return switch (value) {
      case String text -> instantiateText(text);
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, inner) -> copy.put(instantiateText((String) key), instantiate(inner)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(inner -> copy.add(instantiate(inner)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  private String instantiateText(String text) {
    return TOKEN.matcher(text).replaceAll(match -> {
      String known = bindings.get(name(match.group()));
      if (known == null && kind(match.group()).equals("given")) {
        known = givenValues(match.group()).getFirst();
      }
      return Matcher.quoteReplacement(known == null ? match.group() : known);
    });
  }

  private Optional<String> difference(String path, @Nullable Object expected,
      @Nullable Object actual) {
    if (expected instanceof String text && TOKEN.matcher(text).matches()
        && kind(text).equals("any")) {
      return Optional.empty();
    }
    if ((expected instanceof Map || expected instanceof List) && actual instanceof String text) {
      return difference(path, expected, parsed(text));
    }
    return switch (expected) {
      case Map<?, ?> map -> actual instanceof Map<?, ?> other
          ? objects(path, map, other)
          : differ(path, expected, actual);
      case List<?> list -> actual instanceof List<?> other
          ? arrays(path, list, other)
          : differ(path, expected, actual);
      case Number number -> actual instanceof Number other && equal(number, other)
          ? Optional.empty()
          : differ(path, expected, actual);
      case String text -> texts(path, text, actual);
      case null, default ->
        Objects.equals(expected, actual) ? Optional.empty() : differ(path, expected, actual);
    };
  }

  private Optional<String> objects(String path, Map<?, ?> expected, Map<?, ?> actual) {
    var left = new LinkedHashSet<Object>(actual.keySet());
    for (var entry : expected.entrySet()) {
      Object key = left.contains(entry.getKey())
          ? entry.getKey()
          : left.stream().filter(k -> texts("", (String) entry.getKey(), k).isEmpty()).findFirst()
              .orElse(null);
      if (key == null) {
        return Optional.of(path + "/" + entry.getKey() + ": missing");
      }
      left.remove(key);
      Optional<String> difference = difference(path + "/" + key, entry.getValue(), actual.get(key));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return left.isEmpty() ? Optional.empty() : Optional.of(path + ": unexpected " + left);
  }

  private Optional<String> arrays(String path, List<?> expected, List<?> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      Optional<String> difference = difference(path + "/" + i, expected.get(i), actual.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return expected.size() == actual.size()
        ? Optional.empty()
        : Optional.of(path + ": " + expected.size() + " expected, " + actual.size() + " found");
  }

  private Optional<String> texts(String path, String expected, @Nullable Object actual) {
    if (!(actual instanceof String text)) {
      if (kind(expected).equals("time") || kind(expected).equals("given")) {
        return texts(path, expected, String.valueOf(actual));
      }
      return actual instanceof Map || actual instanceof List
          ? difference(path, parsed(expected), actual)
          : differ(path, expected, actual);
    }
    if (text.equals(expected)) {
      return Optional.empty();
    }
    if (looksLikeJson(expected) && looksLikeJson(text)) {
      Object left = parsed(expected);
      Object right = parsed(text);
      if (!(left instanceof String) && !(right instanceof String)) {
        return difference(path, left, right);
      }
    }
    var names = new ArrayList<String>();
    Matcher matcher = pattern(expected, names).matcher(text);
    if (!matcher.matches()) {
      return differ(path, expected, actual);
    }
    for (int i = 0; i < names.size(); i++) {
      String kind = kind("<" + names.get(i) + ">");
      if (kind.equals("engine") || kind.equals("reference")) {
        bindings.putIfAbsent(names.get(i), matcher.group(i + 1));
      }
    }
    return Optional.empty();
  }

  private Pattern pattern(String expected, List<String> names) {
    var pattern = new StringBuilder();
    int at = 0;
    Matcher found = TOKEN.matcher(expected);
    while (found.find()) {
      String name = name(found.group());
      if (!tokens.containsKey(name)) {
        continue;
      }
      pattern.append(Pattern.quote(expected.substring(at, found.start())));
      at = found.end();
      String bound = bindings.get(name);
      if (bound != null) {
        pattern.append("(?:").append(Pattern.quote(bound)).append("|")
            .append(Pattern.quote(found.group())).append(")");
      } else if (kind(found.group()).equals("given")) {
        pattern.append("(?:");
        givenValues(found.group())
            .forEach(value -> pattern.append(Pattern.quote(value)).append("|"));
        pattern.append(Pattern.quote(found.group())).append(")");
      } else if (kind(found.group()).equals("time")) {
        pattern.append(".*?");
      } else if (names.contains(name)) {
        pattern.append("\\").append(names.indexOf(name) + 1);
      } else {
        names.add(name);
        pattern.append("(.+?)");
      }
    }
    return Pattern.compile(pattern.append(Pattern.quote(expected.substring(at))).toString(),
        Pattern.DOTALL);
  }

  @SuppressWarnings("unchecked")
  private List<String> givenValues(String token) {
    return (List<String>) Objects.requireNonNull(tokens.get(name(token))).getOrDefault("values",
        List.of());
  }

  private String kind(String token) {
    Map<String, Object> known = tokens.get(name(token));
    return known == null ? "" : String.valueOf(known.get("kind"));
  }

  private static String name(String token) {
    return token.startsWith("<") && token.endsWith(">")
        ? token.substring(1, token.length() - 1)
        : token;
  }

  private static boolean equal(Number left, Number right) {
    return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString())) == 0;
  }

  private static boolean looksLikeJson(String text) {
    return Set.of('[', '{').contains(text.isEmpty() ? ' ' : text.charAt(0));
  }

  private static @Nullable Object parsed(String text) {
    try {
      return Json.parse(text);
    } catch (InvalidJsonException notJson) {
      return text;
    }
  }

  private static Optional<String> differ(String path, @Nullable Object expected,
      @Nullable Object actual) {
    return Optional
        .of(path + ": expected " + Json.write(expected) + " but was " + Json.write(actual));
  }

  /** An answer in which billing is there or not: what AWS bills depends on its machines. */
  static Map<String, @Nullable Object> unbilled(Map<String, ?> answer) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(answer);
    copy.computeIfPresent("billingDetails",
        (_, billing) -> RecordedCase.object(billing).keySet().size());
    return copy;
  }
}
