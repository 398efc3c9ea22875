package dev.pawl.core.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code $sort}, {@code $shuffle}, {@code $distinct} and {@code $zip}. */
final class JsonataArrays {
  /** Says whether the first of two values belongs behind the second. */
  private interface Order {
    boolean swaps(@Nullable Object first, @Nullable Object second) throws Throwable;
  }

  private JsonataArrays() {}

  /** A stable merge sort that, unlike Java's, bears a comparator without order in it. */
  static @Nullable Object sort(JsonataArguments arguments) throws Throwable {
    List<?> array = arguments.array(0);
    if (array == null || array.size() <= 1) {
      return array;
    }
    Object comparator = arguments.value(1);
    Order order;
    if (comparator == null) {
      if (!array.stream().allMatch(Number.class::isInstance)
          && !array.stream().allMatch(String.class::isInstance)) {
        throw new JException("D3070", -1);
      }
      order = JsonataArrays::naturallyBehind;
    } else {
      order = (first, second) -> Jsonata
          .boolize(Functions.funcApply(comparator, pair(first, second)));
    }
    return mergeSort(new ArrayList<@Nullable Object>(array), order, EvaluationGuard.current());
  }

  private static List<@Nullable Object> pair(@Nullable Object first, @Nullable Object second) {
    List<@Nullable Object> pair = new ArrayList<>(2);
    pair.add(first);
    pair.add(second);
    return pair;
  }

  private static boolean naturallyBehind(@Nullable Object first, @Nullable Object second) {
    return first instanceof String text
        ? text.compareTo(String.valueOf(second)) > 0
        : first instanceof Number a && second instanceof Number b
            && a.doubleValue() > b.doubleValue();
  }

  private static List<@Nullable Object> mergeSort(List<@Nullable Object> values, Order order,
      EvaluationGuard guard)
      throws Throwable {
    if (values.size() <= 1) {
      return values;
    }
    int middle = values.size() / 2;
    List<@Nullable Object> left = mergeSort(values.subList(0, middle), order, guard);
    List<@Nullable Object> right = mergeSort(values.subList(middle, values.size()), order, guard);
    List<@Nullable Object> merged = new ArrayList<>(values.size());
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      guard.tick();
      merged.add(order.swaps(left.get(l), right.get(r)) ? right.get(r++) : left.get(l++));
    }
    merged.addAll(left.subList(l, left.size()));
    merged.addAll(right.subList(r, right.size()));
    return merged;
  }

  static @Nullable Object shuffle(JsonataArguments arguments) {
    List<?> array = arguments.array(0);
    if (array == null || array.size() <= 1) {
      return array;
    }
    EvaluationGuard guard = EvaluationGuard.current();
    List<@Nullable Object> shuffled = new ArrayList<>(array);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      guard.tick();
      int other = guard.scope().random().nextInt(i + 1);
      shuffled.set(other, shuffled.set(i, shuffled.get(other)));
    }
    return shuffled;
  }

  static Object zip(JsonataArguments arguments) {
    List<List<?>> arrays = new ArrayList<>();
    int shortest = Integer.MAX_VALUE;
    for (int i = 0; i < arguments.values().size(); i++) {
      List<?> array = arguments.array(i);
      if (array == null) {
        return new ArrayList<>();
      }
      arrays.add(array);
      shortest = Math.min(shortest, array.size());
    }
    EvaluationGuard guard = EvaluationGuard.current();
    int length = arrays.isEmpty() ? 0 : shortest;
    guard.array((long) length * arrays.size());
    List<Object> tuples = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      List<@Nullable Object> tuple = new ArrayList<>(arrays.size());
      for (List<?> array : arrays) {
        guard.tick();
        tuple.add(array.get(i));
      }
      tuples.add(tuple);
    }
    return tuples;
  }

  static @Nullable Object distinct(JsonataArguments arguments) {
    Object value = arguments.value(0);
    if (!(value instanceof List<?> list) || list.size() <= 1) {
      return value;
    }
    EvaluationGuard guard = EvaluationGuard.current();
    List<Object> kept = list instanceof Utils.JList<?> ? Utils.createSequence() : new ArrayList<>();
    Set<@Nullable Object> seen = new HashSet<>();
    for (Object item : list) {
      guard.tick();
      if (seen.add(JsonNumbers.comparable(item))) {
        kept.add(item);
      }
    }
    return kept;
  }
}
