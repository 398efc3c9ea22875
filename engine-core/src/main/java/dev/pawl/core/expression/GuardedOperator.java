package dev.pawl.core.expression;

import com.jayway.jsonpath.Predicate.PredicateContext;
import com.jayway.jsonpath.internal.filter.Evaluator;
import com.jayway.jsonpath.internal.filter.EvaluatorFactory;
import com.jayway.jsonpath.internal.filter.RelationalOperator;
import com.jayway.jsonpath.internal.filter.ValueNode;
import com.jayway.jsonpath.internal.filter.ValueNodes.ValueListNode;
import dev.pawl.core.json.LinearSearch;
import java.lang.reflect.Field;
import java.util.Map;

/**
 * An operator of JSONPath's filters, with a look at the clock before it. Those that compare all with all look at
 * it within, too: half an input in the other half would take minutes. Jayway takes no other operators than its own,
 * so this class puts itself into Jayway's table.
 */
final class GuardedOperator implements Evaluator {
  private final Evaluator operator;

  private GuardedOperator(Evaluator operator) {
    this.operator = operator;
  }

  /** Makes Jayway use guarded operators, for the whole process. */
  static void install() {
    try {
      Field evaluators = EvaluatorFactory.class.getDeclaredField("evaluators");
      evaluators.setAccessible(true);
      @SuppressWarnings("unchecked") // as Jayway declares it
      var table = (Map<RelationalOperator, Evaluator>) evaluators.get(null);
      table.replaceAll((operator, librarys) -> new GuardedOperator(guarded(operator, librarys)));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the library's operators cannot be replaced", e);
    }
  }

  private static Evaluator guarded(RelationalOperator operator, Evaluator librarys) {
    return switch (operator) {
      case REGEX -> new PathRegex();
      case CONTAINS -> (left, right, context) -> {
        boolean texts = left.isStringNode() && right.isStringNode();
        return texts ? contains(left, right) : librarys.evaluate(left, right, context);
      };
      case SUBSETOF -> (left, right, context) -> isList(right, context) && isList(left, context)
          && isSubset(list(left, context), list(right, context));
      case ANYOF -> (left, right, context) -> isList(right, context) && isList(left, context)
          && overlaps(list(left, context), list(right, context));
      case NONEOF -> (left, right, context) -> isList(right, context) && isList(left, context)
          && !overlaps(list(left, context), list(right, context));
      default -> librarys;
    };
  }

  @Override
  public boolean evaluate(ValueNode left, ValueNode right, PredicateContext context) {
    PathGuard.look();
    return operator.evaluate(left, right, context);
  }

  /** False for a value that is no array; other operands than values are lists or refused when they are taken. */
  private static boolean isList(ValueNode node, PredicateContext context) {
    return !node.isJsonNode() || node.asJsonNode().isArray(context);
  }

  private static ValueListNode list(ValueNode node, PredicateContext context) {
    return node.isJsonNode()
        ? node.asJsonNode().asValueListNode(context).asValueListNode()
        : node.asValueListNode();
  }

  private static boolean contains(ValueNode text, ValueNode part) {
    return LinearSearch.indexOf(text.asStringNode().getString(), part.asStringNode().getString(),
        0) >= 0;
  }

  private static boolean isSubset(ValueListNode part, ValueListNode whole) {
    for (ValueNode value : part) {
      PathGuard.look();
      if (!whole.contains(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean overlaps(ValueListNode left, ValueListNode right) {
    for (ValueNode value : left) {
      PathGuard.look();
      if (right.contains(value)) {
        return true;
      }
    }
    return false;
  }
}
