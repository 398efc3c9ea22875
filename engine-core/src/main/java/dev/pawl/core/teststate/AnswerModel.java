package dev.pawl.core.teststate;

import dev.pawl.core.json.Json;
import dev.pawl.core.teststate.AnswerShape.Bounds;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of one service answer.
 *
 * @param answers the name of an answer's shape by the operation's name in small letters
 */
record AnswerModel(Map<String, String> answers, Map<String, AnswerShape> shapes) {
  AnswerModel {
    answers = Map.copyOf(answers);
    shapes = Map.copyOf(shapes);
  }

  /** Reads one file of {@code service-shapes.zip}. */
  static AnswerModel read(String json) {
    Map<?, ?> file = object(Json.parse(json));
    Map<String, String> answers = new LinkedHashMap<>();
    object(file.get("operations"))
        .forEach((name, shape) -> answers.put(key(text(name)), text(shape)));
    Map<String, AnswerShape> shapes = new LinkedHashMap<>();
    object(file.get("shapes"))
        .forEach((name, facts) -> shapes.put(text(name), shape(object(facts))));
    return new AnswerModel(answers, shapes);
  }

  /** What an operation answers; empty where the service has no such operation, or it answers nothing. */
  Optional<AnswerShape> answer(String operation) {
    return Optional.ofNullable(answers.get(key(operation))).map(this::shape);
  }

  AnswerShape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }

  private static String key(String operation) {
    return operation.toLowerCase(Locale.ROOT);
  }

  private static AnswerShape shape(Map<?, ?> facts) {
    Bounds bounds = new Bounds(number(facts.get("min")), number(facts.get("max")));
    return switch (text(facts.get("is"))) {
      case "object" -> {
        Map<String, String> members = new LinkedHashMap<>();
        object(facts.get("members"))
            .forEach((name, shape) -> members.put(text(name), text(shape)));
        yield new AnswerShape.Structure(members, texts(facts.get("required")));
      }
      case "array" -> new AnswerShape.Items(text(facts.get("of")), bounds);
      case "map" -> new AnswerShape.Dictionary(text(facts.get("of")));
      case "string" -> new AnswerShape.Text(bounds, texts(facts.get("enum")));
      case "number" -> new AnswerShape.Numeric(bounds);
      case "boolean" -> new AnswerShape.Truth();
      default -> new AnswerShape.Any();
    };
  }

  private static @Nullable BigDecimal number(@Nullable Object value) {
    return value instanceof Number number ? new BigDecimal(number.toString()) : null;
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(AnswerModel::text).toList()
        : List.of();
  }

  private static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }

  private static Map<?, ?> object(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }
}
