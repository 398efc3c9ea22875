package dev.pawl.api.rest;

import dev.pawl.api.protocol.ServiceModel;
import dev.pawl.api.protocol.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON schemas of requests and answers, drawn from the service model by the rules of {@link Translation}. */
final class Schemas {
  static final Map<String, @Nullable Object> STRING = Map.of("type", "string");
  static final Map<String, @Nullable Object> BOOLEAN = Map.of("type", "boolean");
  static final Map<String, @Nullable Object> WHOLE = Map.of("type", "integer");

  /** Any JSON value. */
  static final Map<String, @Nullable Object> ANY = Map.of();
  static final Map<String, @Nullable Object> TAGS = Map.of(
      "type", "object", "additionalProperties", Map.of("type", "string", "maxLength", 256));

  private final ServiceModel model;
  private final Map<String, @Nullable Object> components = new TreeMap<>();

  Schemas(ServiceModel model) {
    this.model = model;
  }

  /** A member of an operation's request, as the service model bounds it. */
  Map<String, @Nullable Object> member(String operation, String member) {
    String type = Objects.requireNonNull(
        ((Shape.Structure) model.shape(model.input(operation))).members().get(member), member);
    return of(member, type, true);
  }

  /** An operation's answer, with members of our own. */
  Map<String, @Nullable Object> answer(String name, String operation,
      Map<String, Map<String, @Nullable Object>> more) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>(
        structure((Shape.Structure) model.shape(model.output(operation)), false));
    Map<String, @Nullable Object> properties = new LinkedHashMap<>(
        strings((Map<?, ?>) Objects.requireNonNull(schema.get("properties"))));
    properties.putAll(more);
    schema.put("properties", properties);
    return component(name, schema);
  }

  /** A page of what an operation lists. */
  Map<String, @Nullable Object> page(String name, String operation, String list) {
    Shape.Structure output = (Shape.Structure) model.shape(model.output(operation));
    Map<String, @Nullable Object> items = of(list,
        Objects.requireNonNull(output.members().get(list)), false);
    return component(name, Map.of(
        "type", "object", "required", List.of("items"), "properties",
        Map.of("items", items, "nextCursor", Map.of("type", "string", "description",
            "For the next page; absent on the last"))));
  }

  /** Keeps a schema under a name, and refers to it. */
  Map<String, @Nullable Object> component(String name, Map<String, @Nullable Object> schema) {
    components.put(name, schema);
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  Map<String, @Nullable Object> components() {
    return components;
  }

  private Map<String, @Nullable Object> of(String member, String type, boolean isRequest) {
    if (type.equals(Translation.TAGS)) {
      return TAGS;
    }
    return switch (model.shape(type)) {
      case Shape.Structure structure -> structure(structure, isRequest);
      case Shape.Items items -> {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", of("", items.item(), isRequest));
        if (isRequest) {
          bounds(schema, "Items", items.min(), items.max());
        }
        yield schema;
      }
      case Shape.Text _ when Translation.JSON.contains(member) -> ANY;
      case Shape.Text text -> text(text, isRequest);
      case Shape.Whole(long min, long max) -> number("integer", min, max, isRequest);
      case Shape.Large(long min, long max) -> number("integer", min, max, isRequest);
      case Shape.Decimal(long min, long max) -> number("number", min, max, isRequest);
      case Shape.Flag _ -> BOOLEAN;
      case Shape.Time _ -> Map.of("type", "string", "format", "date-time");
      case Shape.Unchecked _ -> Map.of("type", "object");
    };
  }

  private Map<String, @Nullable Object> structure(Shape.Structure shape, boolean isRequest) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    shape.members().forEach((member, type) -> {
      if (!isRequest && member.endsWith(Translation.EVENT_DETAILS)) {
        properties.put("details", Map.of("type", "object"));
      } else if (!Translation.LEFT_OUT.contains(member)) {
        properties.put(member, of(member, type, isRequest));
        if (shape.required().contains(member)
            && (isRequest || !Translation.JSON.contains(member))) {
          required.add(member);
        }
      }
    });
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (isRequest) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }

  private static Map<String, @Nullable Object> text(Shape.Text text, boolean isRequest) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>(STRING);
    if (!text.allowed().isEmpty()) {
      schema.put("enum", text.allowed());
    }
    if (isRequest && !text.inBytes()) {
      bounds(schema, "Length", text.min(), text.max());
    }
    if (isRequest && text.pattern() != null) {
      // The model's patterns hold for whole texts.
      schema.put("pattern", "^(?:" + text.pattern() + ")$");
    }
    return schema;
  }

  private static Map<String, @Nullable Object> number(String type, long min, long max,
      boolean isRequest) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("type", type);
    if (isRequest && min > Integer.MIN_VALUE) {
      schema.put("minimum", min);
    }
    if (isRequest && max < Long.MAX_VALUE) {
      schema.put("maximum", max);
    }
    return schema;
  }

  private static void bounds(Map<String, @Nullable Object> schema, String of, long min,
      long max) {
    if (min > 0) {
      schema.put("min" + of, min);
    }
    if (max < Long.MAX_VALUE) {
      schema.put("max" + of, max);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> strings(Map<?, ?> known) {
    return (Map<String, @Nullable Object>) known;
  }
}
