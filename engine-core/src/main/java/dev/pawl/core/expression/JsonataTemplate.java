package dev.pawl.core.expression;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A JSON tree whose strings may be JSONata expressions. Parts without one are constants, shared by all results. */
sealed interface JsonataTemplate {
  record Constant(@Nullable Object tree) implements JsonataTemplate {}

  record ObjectOf(Map<String, JsonataTemplate> fields) implements JsonataTemplate {}

  record ArrayOf(List<JsonataTemplate> items) implements JsonataTemplate {}

  /** An expression.
   *
   * @param location the place that messages name, such as {@code Output/values[0]} */
  record Computed(JsonataProgram program, String location) implements JsonataTemplate {}

  /** Compiles a field's value. */
  static Expression compile(String field, @Nullable Object tree, JsonataExpressions.Reach reach) {
    return switch (compile(tree, field, "", reach)) {
      case Constant(Object value) -> constant(Payload.of(tree), Payload.of(value));
      case Computed computed ->
        new Compiled(computed.program().source(), Payload.of(tree), computed,
            computed.program().variables());
      case JsonataTemplate template ->
        new Compiled(Json.write(tree), Payload.of(tree), template, template.variables());
    };
  }

  private static Expression constant(Payload definition, Payload value) {
    return new ConstantExpression(definition.text(), definition, value);
  }

  private static JsonataTemplate compile(@Nullable Object tree, String field, String below,
      JsonataExpressions.Reach reach) {
    return switch (tree) {
      case String text when JsonataExpressions.isExpression(text) ->
        new Computed(JsonataProgram.compile(JsonataExpressions.inner(text), below, reach),
            field + below);
      case Map<?, ?> map -> {
        Map<String, JsonataTemplate> fields = new LinkedHashMap<>();
        map.forEach((key, value) -> fields.put(String.valueOf(key),
            compile(value, field, below + "/" + key, reach)));
        yield fields.values().stream().allMatch(Constant.class::isInstance)
            ? new Constant(tree)
            : new ObjectOf(fields);
      }
      case List<?> list -> {
        List<JsonataTemplate> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          items.add(compile(list.get(i), field, below + "[" + i + "]", reach));
        }
        yield items.stream().allMatch(Constant.class::isInstance)
            ? new Constant(tree)
            : new ArrayOf(items);
      }
      case null, default -> new Constant(tree);
    };
  }

  /** Computes the value.
   *
   * @throws JsonataFailure naming the first expression that could not be evaluated */
  private @Nullable Object evaluate(JsonataRoots roots, JsonataResult result) {
    return switch (this) {
      case Constant(Object tree) -> tree;
      case ObjectOf(Map<String, JsonataTemplate> fields) -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        fields.forEach((name, value) -> object.put(name, value.evaluate(roots, result)));
        yield object;
      }
      case ArrayOf(List<JsonataTemplate> items) -> {
        List<@Nullable Object> array = new ArrayList<>(items.size());
        items.forEach(item -> array.add(item.evaluate(roots, result)));
        yield array;
      }
      case Computed(JsonataProgram program, String location) ->
        program.evaluate(roots, location, result);
    };
  }

  private Set<String> variables() {
    Set<String> names = new TreeSet<>();
    switch (this) {
      case Constant _ -> {
      }
      case ObjectOf(Map<String, JsonataTemplate> fields) ->
        fields.values().forEach(value -> names.addAll(value.variables()));
      case ArrayOf(List<JsonataTemplate> items) ->
        items.forEach(item -> names.addAll(item.variables()));
      case Computed(JsonataProgram program, _) -> names.addAll(program.variables());
    }
    return names;
  }

  /** A template with an expression in it. */
  record Compiled(String source, Payload definition, JsonataTemplate template,
      Set<String> variables) implements Expression {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Compiled compiled && definition.equals(compiled.definition);
    }

    @Override
    public int hashCode() {
      return definition.hashCode();
    }

    @Override
    public Outcome<Payload> evaluate(Scope scope) {
      scope.watch().begins(this::endless);
      try {
        return Outcome
            .ok(Payload.of(template.evaluate(new JsonataRoots(scope), new JsonataResult())));
      } catch (JsonataFailure e) {
        return new Outcome.Failed<>(
            new StatesError(e.error(), EvaluationFailure.bounded(e.cause())), e.location());
      } finally {
        scope.watch().ends();
      }
    }

    /** How the execution fails where the guard did not see that the evaluation goes on for ever. */
    private StatesError endless() {
      return new StatesError(StatesError.QUERY_EVALUATION_ERROR,
          EvaluationFailure.bounded("The JSONata expression '" + source
              + "' threw an error during evaluation: " + EvaluationGuard.Reason.TIME.text()));
    }
  }
}
