package dev.pawl.core.expression;

import com.dashjoin.jsonata.Jsonata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The only way out of the evaluator: copies its results into plain trees. They may share structure
 * many times over, be lazy, or hold functions, so the copy is counted, one count for a whole
 * template.
 */
final class JsonataResult {
  /** The longest text of a payload, in UTF-8 bytes. */
  private static final int MAX_BYTES = 262_144;

  /** How deep a payload may nest. */
  private static final int MAX_DEPTH = 500;

  /** The value holds what JSON cannot, such as a function. */
  static final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsupported() {
      super(null, null, false, false);
    }
  }

  /** The value's text would pass the size of a payload. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super(null, null, false, false);
    }
  }

  private long bytes;

  /**
   * Copies a result.
   *
   * @throws Unsupported for a function
   * @throws TooLarge where text or nesting pass a payload's limits
   */
  @Nullable
  Object copy(Object result) {
    return copy(result, 0);
  }

  private @Nullable Object copy(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TooLarge();
    }
    count(1);
    return switch (value) {
      case null -> null;
      case String text -> {
        count(text.length());
        yield text;
      }
      case Boolean bool -> bool;
      case Number number -> number;
      case Map<?, ?> map -> copyMap(map, depth);
      case List<?> list -> copyList(list, depth);
      default -> {
        if (Jsonata.NULL_VALUE.equals(value)) {
          yield null;
        }
        throw new Unsupported();
      }
    };
  }

  private Object copyMap(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, item) -> {
      count(String.valueOf(key).length() + 4L);
      copy.put(String.valueOf(key), copy(item, depth + 1));
    });
    return copy;
  }

  private Object copyList(List<?> list, int depth) {
    count(list.size());
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    for (Object item : list) {
      copy.add(copy(item, depth + 1));
    }
    return copy;
  }

  /** Counts at most what the text will have, so that no payload within the limit is refused here. */
  private void count(long some) {
    bytes += some;
    if (bytes > MAX_BYTES + 16) {
      throw new TooLarge();
    }
  }
}
