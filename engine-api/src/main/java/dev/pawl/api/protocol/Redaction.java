package dev.pawl.api.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hides what a log must not have of requests: what the service model marks as sensitive, and task tokens, which it does
 * not mark although they let their holder end a task.
 */
final class Redaction {
  /** As the AWS SDKs write it. */
  static final String HIDDEN = "*** Sensitive Data Redacted ***";
  private static final String TASK_TOKEN = "TaskToken";

  private final ServiceModel model;

  Redaction(ServiceModel model) {
    this.model = model;
  }

  /**
   * The members of a request as they may be logged; what the model does not know is hidden, too.
   *
   * @param operation one of the model
   */
  Map<String, @Nullable Object> of(String operation, Map<String, ?> members) {
    return structure((Shape.Structure) model.shape(model.input(operation)), members);
  }

  private Map<String, @Nullable Object> structure(Shape.Structure shape, Map<?, ?> members) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    members.forEach((name, value) -> {
      String member = shape.members().get(String.valueOf(name));
      shown.put(String.valueOf(name), member == null ? HIDDEN : value(member, value));
    });
    return shown;
  }

  private @Nullable Object value(String name, @Nullable Object value) {
    if (model.isSensitive(name) || name.equals(TASK_TOKEN)) {
      return HIDDEN;
    }
    return switch (model.shape(name)) {
      case Shape.Structure structure when value instanceof Map<?, ?> members ->
        structure(structure, members);
      case Shape.Items items when value instanceof List<?> list -> {
        List<@Nullable Object> shown = new ArrayList<>();
        list.forEach(item -> shown.add(value(items.item(), item)));
        yield shown;
      }
      case Shape.Structure _,Shape.Items _,Shape.Unchecked _ -> HIDDEN;
      default -> value;
    };
  }
}
