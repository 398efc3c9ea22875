package dev.pawl.core.expression;

import com.jayway.jsonpath.Predicate;
import com.jayway.jsonpath.internal.filter.Evaluator;
import com.jayway.jsonpath.internal.filter.ValueNode;
import com.jayway.jsonpath.internal.filter.ValueNodes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.regex.Pattern;

/**
 * JSONPath's {@code =~} over text whose reader is stopped with the evaluation. Jayway matches strings, which
 * nothing can stop.
 */
final class PathRegex implements Evaluator {
  private static final Method COMPILED_PATTERN = compiledPattern();

  private static Method compiledPattern() {
    try {
      Method method = ValueNodes.PatternNode.class.getDeclaredMethod("getCompiledPattern");
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public boolean evaluate(ValueNode left, ValueNode right, Predicate.PredicateContext context) {
    if (left.isPatternNode() == right.isPatternNode()) {
      return false;
    }
    Pattern pattern = pattern(left.isPatternNode() ? left : right);
    ValueNode value = left.isPatternNode() ? right : left;
    if (value.isValueListNode()) {
      return matchesAny(pattern, value);
    }
    if (value.isJsonNode() && value.asJsonNode().isArray(context)) {
      return matchesAny(pattern, value.asJsonNode().asValueListNode(context));
    }
    return matches(pattern, value);
  }

  private static Pattern pattern(ValueNode node) {
    try {
      return (Pattern) COMPILED_PATTERN.invoke(node.asPatternNode());
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the library's pattern cannot be read", e);
    }
  }

  private static boolean matchesAny(Pattern pattern, ValueNode values) {
    if (values.isValueListNode()) {
      for (ValueNode value : values.asValueListNode()) {
        if (matches(pattern, value)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean matches(Pattern pattern, ValueNode value) {
    String text = "";
    if (value.isStringNode() || value.isNumberNode()) {
      text = value.asStringNode().getString();
    } else if (value.isBooleanNode()) {
      text = value.asBooleanNode().toString();
    }
    return pattern.matcher(new GuardedText(text, PathGuard::tick)).matches();
  }
}
