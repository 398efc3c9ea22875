package dev.pawl.core.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of an expression without evaluating it. The library keeps its syntax tree to
 * itself, so this class, and no other, reads it by reflection.
 */
final class JsonataSyntax {
  private static final String STATES = "states";
  private static final int MAX_REGEX = 1_024;
  private static final Set<String> REGEX_FUNCTIONS = Set.of("match", "contains", "replace",
      "split");
  private static final Field AST = field(Jsonata.class, "ast");
  private static final Map<String, Field> FIELDS = new HashMap<>();

  static {
    for (String name : List.of("type", "value", "steps", "predicate", "stages", "expr", "group",
        "lhsObject", "lhs",
        "rhs", "arguments", "procedure", "body", "expressions", "expression", "condition", "then",
        "_else", "pattern",
        "update", "delete", "terms", "focus", "index")) {
      FIELDS.put(name, field(Parser.Symbol.class, name));
    }
  }

  private final Set<String> variables = new TreeSet<>();
  private final Set<String> stateFields = new HashSet<>();
  private final Set<Object> stringified = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Object, Use> functions = new IdentityHashMap<>();
  private boolean transforms;
  private @Nullable String refusal;

  private JsonataSyntax() {}

  static JsonataSyntax of(Jsonata compiled) {
    JsonataSyntax syntax = new JsonataSyntax();
    syntax.walk(get(AST, compiled), new Reach(false, new HashSet<>()));
    return syntax;
  }

  /**
   * Where a node stands.
   *
   * @param hasContext there is a context item, so that names and {@code $} mean something
   * @param bound variables that the expression itself binds; grows as the walk passes assignments
   */
  private record Reach(boolean hasContext, Set<String> bound) {
    Reach inside() {
      return new Reach(true, bound);
    }

    Reach block() {
      return new Reach(hasContext, new HashSet<>(bound));
    }
  }

  /** The workflow variables that the expression reads. */
  Set<String> variables() {
    return Collections.unmodifiableSet(variables);
  }

  /** Whether {@code $states.name} may be read. */
  boolean readsState(String name) {
    return stateFields.contains(name) || stateFields.contains("");
  }

  /** Whether the evaluator makes a string of this node's value where no function can step in. */
  boolean isStringified(Object node) {
    return transforms || stringified.contains(node);
  }

  /** What is done with a node's value, which must be a function. */
  enum Use {
    CALLED,
    APPLIED_PARTIALLY
  }

  /** How this node's value is used as a function; null where it is not. */
  @Nullable
  Use useOf(Object node) {
    return functions.get(node);
  }

  /** The name with which a path begins; null where the node is no path. */
  static @Nullable Object nameOf(Object node) {
    List<?> steps = list(get("steps", node));
    return "path".equals(get("type", node)) && !steps.isEmpty()
        ? get("value", Objects.requireNonNull((Object) steps.getFirst()))
        : null;
  }

  /** AWS's text for the first thing that Step Functions does not offer here. */
  Optional<String> refusal(JsonataExpressions.Reach reach) {
    if (refusal == null && stateFields.contains("result")
        && reach != JsonataExpressions.Reach.WITH_RESULT) {
      return Optional.of("Reference to '$states.result' is not supported in this field.");
    }
    if (refusal == null && stateFields.contains("errorOutput")
        && reach != JsonataExpressions.Reach.WITH_ERROR_OUTPUT) {
      return Optional.of("Reference to '$states.errorOutput' is not supported in this field.");
    }
    return Optional.ofNullable(refusal);
  }

  private void refuse(String text) {
    if (refusal == null) {
      refusal = text;
    }
  }

  private void walk(@Nullable Object node, Reach reach) {
    if (node == null) {
      return;
    }
    Reach inside = reach.inside();
    switch (String.valueOf(get("type", node))) {
      case "path" -> walkPath(node, reach);
      case "name" -> {
        if (!reach.hasContext()) {
          refuse("Reference to '" + get("value", node) + "' at the top level is not supported.");
        }
      }
      case "variable" -> {
        variable(String.valueOf(get("value", node)), reach);
        if (STATES.equals(get("value", node)) && !reach.bound().contains(STATES)) {
          stateFields.add("");
        }
      }
      case "binary" -> {
        if ("&".equals(String.valueOf(get("value", node)))) {
          stringified.add(required("lhs", node));
          stringified.add(required("rhs", node));
        }
        walk(get("lhs", node), reach);
        walk(get("rhs", node), reach);
      }
      case "apply" -> {
        walk(get("lhs", node), reach);
        walk(get("rhs", node), reach);
      }
      case "bind" -> {
        walk(get("rhs", node), reach);
        reach.bound().add(String.valueOf(get("value", required("lhs", node))));
      }
      case "block" -> walkAll(get("expressions", node), reach.block());
      case "lambda" -> {
        Reach body = inside.block();
        for (Object argument : list(get("arguments", node))) {
          body.bound().add(String.valueOf(get("value", argument)));
        }
        walk(get("body", node), body);
      }
      case "function", "partial" -> walkCall(node, reach);
      case "regex" ->
        refuse("Regular expressions are only supported as arguments of $match, $contains, $replace "
            + "and $split.");
      case "transform" -> {
        transforms = true;
        walk(get("pattern", node), inside);
        walk(get("update", node), inside);
        walk(get("delete", node), inside);
      }
      case "sort" ->
        list(get("terms", node)).forEach(term -> walk(get("expression", term), inside));
      case "condition" -> {
        walk(get("condition", node), reach);
        walk(get("then", node), reach);
        walk(get("_else", node), reach);
      }
      default -> {
        walk(get("expression", node), reach);
        walkAll(get("expressions", node), reach);
        walkPairs(get("lhsObject", node), reach);
      }
    }
    for (Object filter : list(get("predicate", node))) {
      walk(get("expr", filter), inside);
    }
    Object group = get("group", node);
    if (group != null) {
      walkPairs(get("lhsObject", group), inside);
    }
  }

  private void walkPath(Object path, Reach reach) {
    List<?> steps = list(get("steps", path));
    Reach at = reach.block();
    for (int i = 0; i < steps.size(); i++) {
      Object step = steps.get(i);
      if (i == 0 && isStates(step, reach)) {
        stateFields.add(stateField(steps, step));
      } else {
        walk(step, at);
      }
      bind(get("focus", step), at);
      bind(get("index", step), at);
      at = at.inside();
      for (Object stage : list(get("stages", step))) {
        bind("index".equals(get("type", stage)) ? get("value", stage) : null, at);
        if (get("expr", stage) instanceof Parser.Symbol expression) {
          walk(expression, at);
        }
      }
    }
    // What a block in a path assigns is gone behind it, and so are the path's own names.
  }

  private static void bind(@Nullable Object name, Reach reach) {
    if (name instanceof String text) {
      reach.bound().add(text);
    }
  }

  private static boolean isStates(Object step, Reach reach) {
    return "variable".equals(get("type", step)) && STATES.equals(get("value", step))
        && !reach.bound().contains(STATES);
  }

  /** The field of {@code $states} that a path reads; empty where it could be any. */
  private static String stateField(List<?> steps, Object first) {
    boolean plain = steps.size() > 1 && "name".equals(get("type", steps.get(1)))
        && list(get("predicate", first)).isEmpty() && list(get("stages", first)).isEmpty();
    return plain ? String.valueOf(get("value", steps.get(1))) : "";
  }

  private void walkCall(Object call, Reach reach) {
    Object procedure = required("procedure", call);
    functions.put(procedure,
        "function".equals(get("type", call)) ? Use.CALLED : Use.APPLIED_PARTIALLY);
    walk(procedure, reach);
    boolean takesRegex = "variable".equals(get("type", procedure))
        && REGEX_FUNCTIONS.contains(String.valueOf(get("value", procedure)));
    for (Object argument : list(get("arguments", call))) {
      if (takesRegex && get("value", argument) instanceof Pattern pattern) {
        if (pattern.pattern().length() > MAX_REGEX) {
          refuse("A regular expression must not be longer than " + MAX_REGEX + " characters.");
        }
      } else if (!"operator".equals(get("type", argument))) {
        walk(argument, reach);
      }
    }
  }

  private void walkAll(@Nullable Object nodes, Reach reach) {
    list(nodes).forEach(node -> walk(node, reach));
  }

  private void walkPairs(@Nullable Object pairs, Reach reach) {
    for (Object pair : list(pairs)) {
      for (Object node : (Object[]) pair) {
        walk(node, reach);
      }
    }
  }

  private void variable(String name, Reach reach) {
    if (name.equals("$")) {
      refuse("Reference to '$$' is not supported.");
    } else if (name.isEmpty()) {
      if (!reach.hasContext()) {
        refuse("Reference to '$' at the top level is not supported.");
      }
    } else if (!name.equals(STATES) && !reach.bound().contains(name)
        && !JsonataFunctions.isBuiltIn(name)) {
      variables.add(name);
    }
  }

  private static List<?> list(@Nullable Object nodes) {
    return nodes instanceof List<?> list ? list : List.of();
  }

  private static Object required(String name, Object node) {
    Object value = get(name, node);
    if (value == null) {
      throw new IllegalStateException("the library's syntax tree has no " + name);
    }
    return value;
  }

  private static @Nullable Object get(String name, Object node) {
    Field field = FIELDS.get(name);
    if (field == null) {
      throw new IllegalArgumentException(name);
    }
    return get(field, node);
  }

  private static @Nullable Object get(Field field, Object target) {
    try {
      return field.get(target);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the library's syntax tree cannot be read", e);
    }
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
