package dev.pawl.triggers;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a target gets of an event. */
public sealed interface TargetInput {
  /**
   * The target's input, JSON text.
   *
   * @param event the whole event, a JSON tree
   * @param rule which has matched it
   */
  String of(Map<String, @Nullable Object> event, RuleName rule);

  /** A rule as inputs may name it. */
  record RuleName(String arn, String name) {}

  /**
   * Reads the members of a target.
   *
   * @throws InvalidTriggerException where they cannot be understood, or are several
   */
  static TargetInput of(Map<?, ?> target) {
    long given = Stream.of("Input", "InputPath", "InputTransformer")
        .filter(name -> target.get(name) != null).count();
    if (given > 1) {
      throw new InvalidTriggerException(
          "Only one of Input, InputPath, or InputTransformer must be provided");
    }
    if (target.get("Input") instanceof String text) {
      return new Constant(json(text));
    }
    if (target.get("InputPath") instanceof String path) {
      return new Part(EventPath.parse(path));
    }
    return target.get("InputTransformer") instanceof Map<?, ?> transformer
        ? transformed(transformer)
        : new Part(EventPath.parse("$"));
  }

  private static String json(String text) {
    try {
      Object _ = Json.parse(text);
      return text;
    } catch (InvalidJsonException e) {
      throw new InvalidTriggerException("JSON syntax error in input: " + e.getMessage(), e);
    }
  }

  private static TargetInput transformed(Map<?, ?> transformer) {
    if (!(transformer.get("InputTemplate") instanceof String template)) {
      throw new InvalidTriggerException("Parameter InputTemplate is required");
    }
    Map<String, EventPath> paths = new LinkedHashMap<>();
    if (transformer.get("InputPathsMap") instanceof Map<?, ?> given) {
      given.forEach((name, path) -> paths.put(String.valueOf(name),
          EventPath.parse(String.valueOf(path))));
    }
    var transformed = new Transformed(paths, template);
    transformed.check();
    return transformed;
  }

  /** Always the same. */
  record Constant(String text) implements TargetInput {
    @Override
    public String of(Map<String, @Nullable Object> event, RuleName rule) {
      return text;
    }
  }

  /** A part of the event; null where there is none. */
  record Part(EventPath path) implements TargetInput {
    @Override
    public String of(Map<String, @Nullable Object> event, RuleName rule) {
      return Json.write(path.in(event));
    }
  }

  /** A text with parts of the event in it. */
  record Transformed(Map<String, EventPath> paths, String template) implements TargetInput {
    private static final Pattern PLACE = Pattern.compile("<([A-Za-z0-9_.-]+)>");
    private static final String RESERVED = "aws.";

    /** Refuses names that nothing is known of, and templates that make no JSON. */
    void check() {
      Matcher places = PLACE.matcher(template);
      while (places.find()) {
        if (!places.group(1).startsWith(RESERVED) && !paths.containsKey(places.group(1))) {
          throw new InvalidTriggerException("Invalid InputTemplate for target: " + places.group(1)
              + " is not in the InputPathsMap");
        }
      }
      try {
        Object _ = Json.parse(filled(Map.of(), new RuleName("", "")));
      } catch (InvalidJsonException e) {
        throw new InvalidTriggerException(
            "Invalid InputTemplate for target: it makes no JSON: " + e.getMessage(), e);
      }
    }

    @Override
    public String of(Map<String, @Nullable Object> event, RuleName rule) {
      return filled(event, rule);
    }

    private String filled(Map<String, @Nullable Object> event, RuleName rule) {
      StringBuilder text = new StringBuilder();
      boolean quoted = false;
      Matcher place = PLACE.matcher(template);
      int at = 0;
      while (at < template.length()) {
        char next = template.charAt(at);
        if (next == '\\' && at + 1 < template.length()) {
          text.append(next).append(template.charAt(at + 1));
          at += 2;
        } else if (place.region(at, template.length()).lookingAt()) {
          text.append(shown(value(place.group(1), event, rule), quoted));
          at = place.end();
        } else {
          quoted ^= next == '"';
          text.append(next);
          at++;
        }
      }
      return text.toString();
    }

    private @Nullable Object value(String name, Map<String, @Nullable Object> event,
        RuleName rule) {
      return switch (name) {
        case "aws.events.rule-arn" -> rule.arn();
        case "aws.events.rule-name" -> rule.name();
        case "aws.events.event", "aws.events.event.json" -> event;
        case "aws.events.event.ingestion-time" -> event.get("time");
        default -> paths.containsKey(name) ? paths.get(name).in(event) : null;
      };
    }

    /** Within quotes a text stands for itself, and whatever else it is for its JSON. */
    private static String shown(@Nullable Object value, boolean quoted) {
      String json = Json.write(value);
      if (!quoted) {
        return json;
      }
      if (value instanceof String) {
        return json.substring(1, json.length() - 1);
      }
      String text = value == null ? "" : Json.write(json);
      return text.isEmpty() ? text : text.substring(1, text.length() - 1);
    }
  }
}
