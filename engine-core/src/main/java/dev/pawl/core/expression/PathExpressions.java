package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what JSONPath states compute with: paths, reference paths, payload templates, intrinsic
 * calls. Every method throws {@link InvalidExpressionException} for a text that AWS refuses when the
 * definition is created.
 */
public final class PathExpressions {
  private static final String NOT_A_PATH = "Value must be a valid JSONPath.";
  private static final String NOT_A_REFERENCE_PATH = "Value is not a Reference Path";

  private PathExpressions() {}

  /** {@code InputPath} and {@code OutputPath}: any path, also into the context object or a variable. */
  public static Expression inputOutputPath(String path) {
    return new PathExpression(path(path), MissingPath.INVALID_PATH, "");
  }

  /** {@code InputPath} or {@code OutputPath} of {@code null}: gives an empty object. */
  public static Expression emptyObject() {
    return new ConstantExpression("null", Payload.NULL, Payload.EMPTY_OBJECT);
  }

  /**
   * A field that takes a reference path. A path without a value fails with AWS's text for that field.
   *
   * @param field the field's name, such as {@code SecondsPath}
   */
  public static Expression referencePath(String field, String path) {
    return new PathExpression(reference(path), MissingPath.of(field), field);
  }

  /**
   * A path, or an intrinsic call that gives a string.
   *
   * @param field the field's name, {@code ErrorPath} or {@code CausePath}
   */
  public static Expression pathOrIntrinsic(String field, String text) {
    if (text.startsWith("$")) {
      return new PathExpression(path(text), MissingPath.NOT_FOUND_IN_INPUT, field);
    }
    Intrinsic call = IntrinsicParser.parse(text)
        .filter(intrinsic -> intrinsic.function().givesString())
        .orElseThrow(() -> notPathNorCall(field, ""));
    return new TemplateExpression(text, Payload.of(text), new TemplateNode.Call(call));
  }

  /**
   * A payload template. Without a {@code .$} key in it, it is computed once.
   *
   * @param field the field's name, such as {@code Parameters}
   * @param tree the template as {@link Payload} describes trees; must be an object
   */
  public static Expression template(String field, Object tree) {
    if (!(tree instanceof Map<?, ?>)) {
      throw InvalidExpressionException.schema("", "Value must be an object");
    }
    Payload definition = Payload.of(tree);
    return switch (TemplateNode.compile(tree, "")) {
      case TemplateNode.Constant(Object value) ->
        new ConstantExpression(field, definition, Payload.of(value));
      case TemplateNode node -> new TemplateExpression(field, definition, node);
    };
  }

  /** {@code ResultPath}: {@code null}, {@code $} or a reference path into the document. */
  public static ResultPath resultPath(@Nullable String path) {
    if (path == null) {
      return new ResultPath.Discard();
    }
    if (path.equals("$")) {
      return new ResultPath.Replace();
    }
    DataPath compiled = reference(path);
    if (path.startsWith("$$") || !compiled.variables().isEmpty()) {
      throw InvalidExpressionException.schema("", NOT_A_REFERENCE_PATH);
    }
    PathSyntax syntax = PathSyntax.parse(path)
        .orElseThrow(() -> InvalidExpressionException.schema("", NOT_A_REFERENCE_PATH));
    return new ResultPath.Insert(new InsertionPath(path, syntax.steps()));
  }

  /** A Choice rule's {@code Variable} or {@code ...Path} comparand. */
  public static VariableLookup lookup(String path) {
    return new PathLookup(reference(path));
  }

  static DataPath path(String text) {
    return DataPath.compile(text)
        .orElseThrow(() -> InvalidExpressionException.schema("", NOT_A_PATH));
  }

  private static DataPath reference(String text) {
    return DataPath.compileReference(text)
        .orElseThrow(() -> InvalidExpressionException.schema("", NOT_A_REFERENCE_PATH));
  }

  static InvalidExpressionException notPathNorCall(String field, String location) {
    return InvalidExpressionException.schema(location, "The value for the field '" + field
        + "' must be a valid JSONPath or a valid intrinsic function call");
  }

  private record PathLookup(DataPath path) implements VariableLookup {
    @Override
    public Outcome<Found> find(Scope scope) {
      if (scope.allowance().isUsedUp()) {
        return EvaluationFailure.runtime(PathGuard.text(path.source())).outcome();
      }
      return Outcome.ok(switch (path.find(scope)) {
        case DataPath.Reading.Hit(Object tree) -> new Found.Value(tree);
        case DataPath.Reading.Miss _ -> new Found.Absent();
      });
    }

    @Override
    public String source() {
      return path.source();
    }

    @Override
    public Set<String> variables() {
      return path.variables();
    }
  }

  private record PathExpression(DataPath path, MissingPath missing,
      String field) implements Expression {
    @Override
    public Outcome<Payload> evaluate(Scope scope) {
      var whole = path.whole(scope);
      if (whole.isPresent()
          && (missing != MissingPath.NOT_AN_ARRAY || whole.get().tree() instanceof List<?>)) {
        return Outcome.ok(whole.get());
      }
      return path.isReference()
          ? taken(path.read(scope), scope)
          : PathGuard.watched(path.source(), scope,
              () -> taken(path.read(scope), scope));
    }

    private Outcome<Payload> taken(DataPath.Reading reading, Scope scope) {
      return switch (reading) {
        case DataPath.Reading.Hit(Object tree) when missing == MissingPath.NOT_AN_ARRAY
            && !(tree instanceof List<?>) ->
          missing.failure(field, path, "", scope).outcome();
        case DataPath.Reading.Hit(Object tree) -> Outcome.ok(Payload.of(tree));
        case DataPath.Reading.Miss(String reason) ->
          missing.failure(field, path, reason, scope).outcome();
      };
    }

    @Override
    public Set<String> variables() {
      return path.variables();
    }

    @Override
    public String source() {
      return path.source();
    }

    @Override
    public Payload definition() {
      return Payload.of(path.source());
    }
  }

  private record TemplateExpression(String source, Payload definition,
      TemplateNode node) implements Expression {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof TemplateExpression template
          && definition.equals(template.definition);
    }

    @Override
    public int hashCode() {
      return definition.hashCode();
    }

    @Override
    public Outcome<Payload> evaluate(Scope scope) {
      return PathGuard.watched(source, scope,
          () -> Outcome.ok(Payload.of(node.evaluate(scope))));
    }

    @Override
    public Set<String> variables() {
      return node.variables();
    }
  }
}
