package dev.pawl.core.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A part of a payload template. Parts without a {@code .$} key are constants, shared by all results. */
sealed interface TemplateNode {
  /** The end of a key whose value is computed. */
  String COMPUTED = ".$";

  record Constant(@Nullable Object tree) implements TemplateNode {}

  record ObjectOf(Map<String, TemplateNode> fields) implements TemplateNode {}

  record ArrayOf(List<TemplateNode> items) implements TemplateNode {}

  /** A path.
   *
   * @param key the key with its {@code .$}, as messages name it */
  record Path(String key, DataPath path) implements TemplateNode {}

  record Call(Intrinsic intrinsic) implements TemplateNode {}

  /**
   * Compiles a template.
   *
   * @param location where the tree stands in the field, for the message
   * @throws InvalidExpressionException where the value of a {@code .$} key is no path and no call
   */
  static TemplateNode compile(@Nullable Object tree, String location) {
    return switch (tree) {
      case Map<?, ?> map -> compileObject(map, location);
      case List<?> list -> {
        List<TemplateNode> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          items.add(compile(list.get(i), location + "[" + i + "]"));
        }
        yield items.stream().allMatch(Constant.class::isInstance)
            ? new Constant(tree)
            : new ArrayOf(items);
      }
      case null, default -> new Constant(tree);
    };
  }

  private static TemplateNode compileObject(Map<?, ?> map, String location) {
    Map<String, TemplateNode> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      boolean computed = key.endsWith(COMPUTED);
      String name = computed ? key.substring(0, key.length() - COMPUTED.length()) : key;
      TemplateNode node = computed
          ? compileComputed(key, entry.getValue(), location)
          : compile(entry.getValue(), location + "/" + key);
      if (fields.put(name, node) != null) {
        throw InvalidExpressionException.schema(location, "Duplicate field '" + name + "'");
      }
    }
    return fields.values().stream().allMatch(Constant.class::isInstance)
        ? new Constant(map)
        : new ObjectOf(fields);
  }

  private static TemplateNode compileComputed(String key, @Nullable Object value, String location) {
    if (!(value instanceof String text)) {
      throw PathExpressions.notPathNorCall(key, location);
    }
    if (text.startsWith("$")) {
      return new Path(key,
          DataPath.compile(text).orElseThrow(() -> PathExpressions.notPathNorCall(key, location)));
    }
    return new Call(IntrinsicParser.parse(text)
        .orElseThrow(() -> PathExpressions.notPathNorCall(key, location)));
  }

  /**
   * Computes the value. The tree shares what it took from the scope.
   *
   * @throws EvaluationFailure with AWS's text
   */
  default @Nullable Object evaluate(Scope scope) {
    return switch (this) {
      case Constant(Object tree) -> tree;
      case ObjectOf(Map<String, TemplateNode> fields) -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        fields.forEach((name, node) -> object.put(name, node.evaluate(scope)));
        yield object;
      }
      case ArrayOf(List<TemplateNode> items) -> {
        List<@Nullable Object> array = new ArrayList<>(items.size());
        items.forEach(item -> array.add(item.evaluate(scope)));
        yield array;
      }
      case Path(String key, DataPath path) -> {
        PathGuard.look();
        yield switch (path.read(scope)) {
          case DataPath.Reading.Hit hit -> hit.tree();
          case DataPath.Reading.Miss(String reason) ->
            throw MissingPath.NOT_FOUND_IN_INPUT.failure(key, path, reason, scope);
        };
      }
      case Call(Intrinsic intrinsic) -> intrinsic.call(scope);
    };
  }

  default Set<String> variables() {
    Set<String> names = new TreeSet<>();
    switch (this) {
      case Constant _ -> {
      }
      case ObjectOf(Map<String, TemplateNode> fields) ->
        fields.values().forEach(node -> names.addAll(node.variables()));
      case ArrayOf(List<TemplateNode> items) ->
        items.forEach(item -> names.addAll(item.variables()));
      case Path(_, DataPath path) -> names.addAll(path.variables());
      case Call(Intrinsic intrinsic) -> names.addAll(intrinsic.variables());
    }
    return names;
  }
}
