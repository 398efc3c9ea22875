package dev.pawl.api.rest;

import dev.pawl.api.protocol.ServiceModel;
import dev.pawl.api.protocol.Shape;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns answers of AWS's operations into those of the REST API: times are RFC 3339, texts of JSON are JSON, tags an
 * object, and what an event tells is in {@code details}. All other members keep AWS's names.
 */
final class Translation {
  /** Members that are texts of JSON in AWS's protocol. */
  static final Set<String> JSON = Set.of("input", "output", "definition", "parameters");

  /** Members that only say whether another is there. */
  static final Set<String> LEFT_OUT = Set.of(
      "inputDetails", "outputDetails", "assignedVariablesDetails");
  static final String EVENT_DETAILS = "EventDetails";
  static final String TAGS = "TagList";
  static final String VARIABLES = "assignedVariables";
  private static final int MILLIS = 3;

  private final ServiceModel model;

  Translation(ServiceModel model) {
    this.model = model;
  }

  /** An operation's answer. */
  Map<String, @Nullable Object> answer(String operation, Map<String, @Nullable Object> tree) {
    return structure((Shape.Structure) model.shape(model.output(operation)), tree);
  }

  /** An event as GetExecutionHistory has it. */
  Map<String, @Nullable Object> event(Map<String, @Nullable Object> tree) {
    return structure((Shape.Structure) model.shape("HistoryEvent"), tree);
  }

  private Map<String, @Nullable Object> structure(Shape.Structure shape, Map<?, ?> tree) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    tree.forEach((key, value) -> {
      String name = (String) key;
      if (LEFT_OUT.contains(name) || value == null) {
        return;
      }
      String type = Objects.requireNonNull(shape.members().get(name), name);
      members.put(
          name.endsWith(EVENT_DETAILS) ? "details" : name, value(name, type, value));
    });
    return members;
  }

  private @Nullable Object value(String name, String type, Object value) {
    if (type.equals(TAGS)) {
      return tags((List<?>) value);
    }
    if (name.equals(VARIABLES)) {
      Map<String, @Nullable Object> variables = new LinkedHashMap<>();
      ((Map<?, ?>) value)
          .forEach((variable, text) -> variables.put((String) variable, json((String) text)));
      return variables;
    }
    return switch (model.shape(type)) {
      case Shape.Structure structure -> structure(structure, (Map<?, ?>) value);
      case Shape.Items items -> ((List<?>) value).stream()
          .map(item -> value("", items.item(), Objects.requireNonNull(item))).toList();
      case Shape.Time _ -> time((BigDecimal) value);
      case Shape.Text _ when JSON.contains(name) -> json((String) value);
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> tags(List<?> list) {
    Map<String, @Nullable Object> tags = new LinkedHashMap<>();
    for (Object item : list) {
      Map<?, ?> tag = (Map<?, ?>) item;
      tags.put((String) tag.get("key"), tag.get("value"));
    }
    return tags;
  }

  /** What a connector was told or told us may be no JSON, and stands as a string then. */
  private static Object json(@Nullable String text) {
    if (text == null) {
      return Payload.NULL;
    }
    try {
      return Payload.parse(text);
    } catch (InvalidJsonException e) {
      return text;
    }
  }

  private static String time(BigDecimal seconds) {
    return Instant.ofEpochMilli(seconds.movePointRight(MILLIS).longValue()).toString();
  }
}
