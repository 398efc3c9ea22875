package dev.pawl.core.teststate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares a mocked result with what a service can answer, with AWS's messages. */
final class MockedAnswer {
  private final AnswerModel model;
  private final AnsweringCall call;
  private final boolean isStrict;

  private MockedAnswer(AnswerModel model, AnsweringCall call, boolean isStrict) {
    this.model = model;
    this.call = call;
    this.isStrict = isStrict;
  }

  /**
   * Checks a mocked result. Members that the service does not have are nobody's business, as on AWS.
   *
   * @throws RefusedTestException where the service could not answer so
   */
  static void check(AnswerModel model, AnsweringCall call, ValidationMode mode,
      @Nullable Object result) {
    var answer = new MockedAnswer(model, call, mode == ValidationMode.STRICT);
    model.answer(call.operation()).ifPresent(shape -> answer.top(shape, result));
  }

  private void top(AnswerShape shape, @Nullable Object result) {
    if (!(result instanceof Map<?, ?> members)) {
      throw RefusedTestException.request("Mocked result must be a JSON object.");
    }
    if (shape instanceof AnswerShape.Structure structure) {
      structure(structure, members, true);
    }
  }

  private void structure(AnswerShape.Structure structure, Map<?, ?> members, boolean isTop) {
    if (isStrict) {
      structure.required().stream().filter(name -> !members.containsKey(name)).findFirst()
          .ifPresent(name -> {
            throw refused("Required field '" + name + "' is missing");
          });
    }
    members.forEach((key, value) -> {
      String name = String.valueOf(key);
      String shape = structure.members().get(name);
      if (shape != null && value != null && !(isTop && call.parsed().contains(name))) {
        value(model.shape(shape), name, value);
      }
    });
  }

  private void value(AnswerShape shape, String name, Object value) {
    switch (shape) {
      case AnswerShape.Any _ -> {
      }
      case AnswerShape.Structure structure -> {
        if (!(value instanceof Map<?, ?> members)) {
          throw mustBe(name, "an object");
        }
        structure(structure, members, false);
      }
      case AnswerShape.Dictionary dictionary -> {
        if (!(value instanceof Map<?, ?> entries)) {
          throw mustBe(name, "an object");
        }
        each(dictionary.value(), name, entries.values());
      }
      case AnswerShape.Items items -> {
        if (!(value instanceof List<?> list)) {
          throw mustBe(name, "an array");
        }
        length(name, items.length(), list.size());
        each(items.item(), name, list);
      }
      case AnswerShape.Text text -> text(text, name, value);
      case AnswerShape.Numeric numeric -> {
        if (!(value instanceof Number number)) {
          throw mustBe(name, "a number");
        }
        bounds(name, numeric.value(), new BigDecimal(number.toString()), "value");
      }
      case AnswerShape.Truth _ -> {
        if (!(value instanceof Boolean)) {
          throw mustBe(name, "a boolean");
        }
      }
    }
  }

  private void each(String shape, String name, Iterable<?> values) {
    for (Object value : values) {
      if (value != null) {
        value(model.shape(shape), name, value);
      }
    }
  }

  /** Times and bytes are text, too. */
  private static void text(AnswerShape.Text shape, String name, Object value) {
    if (!(value instanceof String text)) {
      throw mustBe(name, "a string");
    }
    if (!shape.allowed().isEmpty() && !shape.allowed().contains(text)) {
      throw refused("Field '" + name + "' is not an expected value");
    }
    length(name, shape.length(), text.codePointCount(0, text.length()));
  }

  private static void length(String name, AnswerShape.Bounds bounds, int length) {
    bounds(name, bounds, BigDecimal.valueOf(length), "length");
  }

  private static void bounds(String name, AnswerShape.Bounds bounds, BigDecimal number,
      String what) {
    if (bounds.isUnder(number)) {
      throw refused("Field '" + name + "' is smaller than the minimum " + what);
    }
    if (bounds.isOver(number)) {
      throw refused("Field '" + name + "' exceeds the maximum " + what);
    }
  }

  private static RefusedTestException mustBe(String name, String type) {
    return refused("Field '" + name + "' must be " + type);
  }

  private static RefusedTestException refused(String message) {
    return RefusedTestException.request("Mock result schema validation error: " + message);
  }
}
