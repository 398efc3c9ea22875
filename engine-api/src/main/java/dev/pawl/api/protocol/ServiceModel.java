package dev.pawl.api.protocol;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operations of AWS Step Functions and the shapes of their requests. */
public final class ServiceModel {
  private static final String RESOURCE = "/dev/pawl/api/sfn-2016-11-23.json";
  /** The payload limit of AWS is one of UTF-8 bytes. */
  private static final String PAYLOAD = "SensitiveData";

  private final String targetPrefix;
  private final Map<String, String> inputs;
  private final Map<String, String> outputs;
  private final Map<String, Shape> shapes;
  private final Set<String> sensitive;

  private ServiceModel(String targetPrefix, Map<String, String> inputs,
      Map<String, String> outputs, Map<String, Shape> shapes, Set<String> sensitive) {
    this.targetPrefix = targetPrefix;
    this.inputs = inputs;
    this.outputs = outputs;
    this.shapes = shapes;
    this.sensitive = sensitive;
  }

  /**
   * Reads the model that comes with the product.
   *
   * @param payloadBytes the longest payload, in UTF-8 bytes, in place of AWS's
   */
  public static ServiceModel load(int payloadBytes) {
    try (InputStream resource = Objects
        .requireNonNull(ServiceModel.class.getResourceAsStream(RESOURCE))) {
      Map<?, ?> model = map(
          Json.parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8)));
      Map<String, String> inputs = new HashMap<>();
      map(model.get("operations")).forEach(
          (name, operation) -> inputs.put((String) name, text(map(operation).get("input"))));
      Map<String, String> outputs = new HashMap<>();
      map(model.get("operations")).forEach(
          (name, operation) -> outputs.put((String) name, text(map(operation).get("output"))));
      Map<String, Shape> shapes = new HashMap<>();
      map(model.get("shapes")).forEach(
          (name, shape) -> shapes.put((String) name,
              shape((String) name, map(shape), payloadBytes)));
      Set<String> sensitive = map(model.get("shapes")).entrySet().stream()
          .filter(shape -> Boolean.TRUE.equals(map(shape.getValue()).get("sensitive")))
          .map(shape -> (String) shape.getKey()).collect(Collectors.toUnmodifiableSet());
      return new ServiceModel(text(model.get("targetPrefix")), inputs, outputs, shapes, sensitive);
    } catch (IOException e) {
      throw new UncheckedIOException("the service model cannot be read", e);
    }
  }

  /** What stands before the dot in the target header. */
  String targetPrefix() {
    return targetPrefix;
  }

  /** The names of all operations. */
  public Set<String> operations() {
    return inputs.keySet();
  }

  public boolean has(String operation) {
    return inputs.containsKey(operation);
  }

  /** The name of the shape of an operation's request. */
  public String input(String operation) {
    return Objects.requireNonNull(inputs.get(operation));
  }

  /** The name of the shape of an operation's answer. */
  public String output(String operation) {
    return Objects.requireNonNull(outputs.get(operation));
  }

  /** Whether the model marks a shape as sensitive. */
  boolean isSensitive(String shape) {
    return sensitive.contains(shape);
  }

  public Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name));
  }

  private static Shape shape(String name, Map<?, ?> facts, int payloadBytes) {
    return switch (text(facts.get("type"))) {
      case "structure" -> {
        Map<String, String> members = new LinkedHashMap<>();
        map(facts.get("members"))
            .forEach((member, shape) -> members.put((String) member, text(shape)));
        yield new Shape.Structure(members, Set.copyOf(texts(facts.get("required"))));
      }
      case "list" -> new Shape.Items(text(facts.get("member")), number(facts.get("min"), 0),
          number(facts.get("max"), Long.MAX_VALUE));
      case "string" -> new Shape.Text(
          number(facts.get("min"), 0),
          name.equals(PAYLOAD) ? payloadBytes : number(facts.get("max"), Long.MAX_VALUE),
          name.equals(PAYLOAD),
          facts.get("pattern") instanceof String pattern ? Pattern.compile(pattern) : null,
          texts(facts.get("enum")), Boolean.TRUE.equals(facts.get("sensitive")));
      case "integer" -> new Shape.Whole(
          number(facts.get("min"), Integer.MIN_VALUE), number(facts.get("max"), Integer.MAX_VALUE));
      case "long" -> new Shape.Large(
          number(facts.get("min"), Long.MIN_VALUE), number(facts.get("max"), Long.MAX_VALUE));
      case "float", "double" -> new Shape.Decimal(
          number(facts.get("min"), Long.MIN_VALUE), number(facts.get("max"), Long.MAX_VALUE));
      case "boolean" -> new Shape.Flag();
      case "timestamp" -> new Shape.Time();
      default -> new Shape.Unchecked();
    };
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }

  private static long number(@Nullable Object value, long otherwise) {
    return value instanceof Number number ? number.longValue() : otherwise;
  }
}
