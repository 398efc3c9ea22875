package dev.pawl.core.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a connection's {@code AuthParameters} may be shown, as EventBridge's DescribeConnection does. */
public final class ShownParameters {
  private static final Set<String> SECRET = Set.of("Password", "ApiKeyValue", "ClientSecret");
  private static final String VALUE = "Value";

  private ShownParameters() {}

  /** A copy of a tree without secrets: values that are none by their name, and not marked as such. */
  public static Map<String, @Nullable Object> of(Map<?, ?> parameters) {
    boolean isMarked = Boolean.TRUE.equals(parameters.get("IsValueSecret"));
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    parameters.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (!SECRET.contains(name) && !(isMarked && name.equals(VALUE))) {
        shown.put(name, copy(value));
      }
    });
    return shown;
  }

  private static @Nullable Object copy(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> members -> of(members);
      case List<?> list -> {
        List<@Nullable Object> copies = new ArrayList<>();
        list.forEach(item -> copies.add(copy(item)));
        yield copies;
      }
      case null, default -> value;
    };
  }
}
