package dev.pawl.core.parser;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.InvalidExpressionException;
import dev.pawl.core.expression.JsonataExpressions;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import dev.pawl.core.expression.PathExpressions;
import dev.pawl.core.expression.ResultPath;
import dev.pawl.core.expression.VariableLookup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Compiles the expressions of one state, and keeps the names of the variables that they read. An
 * expression that does not compile is reported and then counts as absent.
 */
final class ExpressionReader {
  private final Element state;
  private final ExpressionCount count;
  private final SortedSet<String> variables = new TreeSet<>();

  /** @param count of the whole definition */
  ExpressionReader(Element state, ExpressionCount count) {
    this.state = state;
    this.count = count;
  }

  /** The variables that the expressions compiled so far read. */
  SortedSet<String> variables() {
    return variables;
  }

  /** {@code InputPath}, {@code OutputPath}: {@code $}, which changes nothing, counts as absent; null gives {}. */
  Optional<Expression> inputOutputPath(Element element, String field) {
    if (!element.has(field)) {
      return Optional.empty();
    }
    if (element.value(field) == null) {
      return Optional.of(PathExpressions.emptyObject());
    }
    return element.text(field)
        .filter(path -> !path.equals("$"))
        .flatMap(path -> compile(element, field, () -> PathExpressions.inputOutputPath(path)));
  }

  Optional<Expression> referencePath(Element element, String field) {
    return element.text(field)
        .flatMap(path -> compile(element, field,
            () -> PathExpressions.referencePath(name(element, field), path)));
  }

  Optional<Expression> pathOrIntrinsic(Element element, String field) {
    return element.text(field)
        .flatMap(text -> compile(element, field,
            () -> PathExpressions.pathOrIntrinsic(name(element, field), text)));
  }

  /** A payload template of a JSONPath state. */
  Optional<Expression> template(Element element, String field) {
    if (!element.has(field)) {
      return Optional.empty();
    }
    Object tree = element.value(field);
    if (tree == null) {
      element.schema("Expected value of type Object", field);
      return Optional.empty();
    }
    return compile(element, field,
        () -> PathExpressions.template(name(element, field), tree));
  }

  /** Any value of a JSONata state, with the expressions in it. */
  Optional<Expression> jsonata(Element element, String field, Reach reach) {
    return element.has(field)
        ? compile(element, field,
            () -> JsonataExpressions.template(name(element, field), element.value(field), reach))
        : Optional.empty();
  }

  /** {@code ResultPath}; the default is {@code $}. */
  ResultPath resultPath(Element element) {
    String field = "ResultPath";
    if (!element.has(field)
        || (element.value(field) != null && element.text(field).isEmpty())) {
      return new ResultPath.Replace();
    }
    String path = element.value(field) instanceof String text ? text : null;
    return guarded(element, field, () -> PathExpressions.resultPath(path))
        .orElseGet(ResultPath.Replace::new);
  }

  Optional<VariableLookup> lookup(Element element, String field) {
    Optional<VariableLookup> lookup = element.text(field)
        .flatMap(path -> guarded(element, field, () -> PathExpressions.lookup(path)));
    lookup.ifPresent(found -> variables.addAll(found.variables()));
    return lookup;
  }

  /** A number in the definition, or, in a JSONata state, an expression in its place. */
  IntegerField integer(Element element, String field, long least, long most, boolean jsonata) {
    if (jsonata && isExpression(element, field)) {
      return computed(field, jsonata(element, field, Reach.INPUT_CONTEXT));
    }
    OptionalLong literal = element.integer(field, least, most);
    return literal.isPresent()
        ? new IntegerField.Literal(literal.getAsLong())
        : new IntegerField.Absent();
  }

  /** As {@link #integer}; a JSONPath state may have {@code <field>Path} instead. */
  IntegerField integerOrPath(Element element, String field, long least, long most,
      boolean jsonata) {
    String path = field + "Path";
    element.atMostOne(List.of(field, path));
    return element.has(path) && !jsonata
        ? computed(path, referencePath(element, path))
        : integer(element, field, least, most, jsonata);
  }

  boolean isExpression(Element element, String field) {
    return element.value(field) instanceof String text && JsonataExpressions.isExpression(text);
  }

  /** Reports a field of a JSONata state that is neither an object nor an expression; false then. */
  boolean objectOrExpression(Element element, String field) {
    boolean fits = !element.has(field) || element.value(field) instanceof Map<?, ?>
        || isExpression(element, field);
    if (!fits) {
      element.schema("Value must be an object or a JSONata expression", field);
    }
    return fits;
  }

  private static IntegerField computed(String field, Optional<Expression> expression) {
    return expression
        .<IntegerField>map(compiled -> new IntegerField.Computed(field, compiled))
        .orElseGet(IntegerField.Absent::new);
  }

  private Optional<Expression> compile(Element element, String field,
      Supplier<Expression> factory) {
    if (!count.admits(element.value(field), element.diagnostics())) {
      return Optional.empty();
    }
    Optional<Expression> expression = guarded(element, field, factory);
    expression.ifPresent(compiled -> variables.addAll(compiled.variables()));
    return expression;
  }

  private static <T> Optional<T> guarded(Element element, String field, Supplier<T> factory) {
    try {
      return Optional.of(factory.get());
    } catch (InvalidExpressionException e) {
      element.diagnostics()
          .error(e.code(), Objects.requireNonNull(e.getMessage()),
              element.location(field) + e.location());
      return Optional.empty();
    }
  }

  /** The field as run-time messages name it: seen from the state, e.g. {@code Catch[0]/Output}. */
  String name(Element element, String field) {
    return element.location(field).substring(state.location().length() + 1);
  }
}
