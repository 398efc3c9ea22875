package dev.pawl.triggers;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a target that was waited for says of a batch: {@code {"batchItemFailures": [{"itemIdentifier": "..."}]}} names the
 * messages that it could not do, anything else none (AWS: "Amazon EventBridge Pipes batching and concurrency").
 *
 * @param failure why it has done none of them; empty where it has done those that are not named
 * @param undone the ids of messages that are to come again
 */
public record BatchAnswer(Optional<String> failure, Set<String> undone) {
  private static final String FAILURES = "batchItemFailures";

  public BatchAnswer {
    undone = Set.copyOf(undone);
  }

  /** Reads the answer of a call. */
  public static BatchAnswer of(TargetCall call, Payload answer) {
    Map<?, ?> members = answer.tree() instanceof Map<?, ?> given ? given : Map.of();
    return switch (call.resource().action()) {
      case "startSyncExecution" -> "SUCCEEDED".equals(members.get("Status"))
          ? done(parsed(members.get("Output")))
          : failed(String.valueOf(members.get("Error")));
      case "invoke" -> members.get("FunctionError") == null
          ? done(members.get("Payload"))
          : failed(String.valueOf(members.get("FunctionError")));
      default -> done(null);
    };
  }

  private static BatchAnswer failed(String why) {
    return new BatchAnswer(Optional.of(why), Set.of());
  }

  private static BatchAnswer done(@Nullable Object answer) {
    Set<String> undone = new HashSet<>();
    if (answer instanceof Map<?, ?> members && members.get(FAILURES) instanceof List<?> items) {
      for (Object item : items) {
        if (!(item instanceof Map<?, ?> one && one.get("itemIdentifier") instanceof String id)) {
          return failed("a batchItemFailures without itemIdentifier");
        }
        undone.add(id);
      }
    }
    return new BatchAnswer(Optional.empty(), undone);
  }

  private static @Nullable Object parsed(@Nullable Object text) {
    try {
      return text instanceof String json ? Json.parse(json) : null;
    } catch (InvalidJsonException _) {
      // An output is JSON.
      return null;
    }
  }
}
