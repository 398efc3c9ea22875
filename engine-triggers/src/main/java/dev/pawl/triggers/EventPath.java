package dev.pawl.triggers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A path to one value of an event: {@code $.detail.items[0]}. */
record EventPath(List<Object> steps) {
  private static final Pattern STEP = Pattern.compile(
      "\\.(?<name>[A-Za-z0-9_:-]+)|\\[(?<index>[0-9]{1,6})\\]|\\['(?<quoted>[^']+)'\\]");

  /**
   * Reads a path.
   *
   * @throws InvalidTriggerException where it is none
   */
  static EventPath parse(String text) {
    List<Object> steps = new ArrayList<>();
    int at = 1;
    Matcher step = STEP.matcher(text);
    while (text.startsWith("$") && at < text.length()
        && step.region(at, text.length()).lookingAt()) {
      if (step.group("index") != null) {
        steps.add(Integer.valueOf(step.group("index")));
      } else {
        steps.add(step.group("name") == null ? step.group("quoted") : step.group("name"));
      }
      at = step.end();
    }
    if (!text.startsWith("$") || at < text.length()) {
      throw new InvalidTriggerException("Invalid JSON path: " + text);
    }
    return new EventPath(List.copyOf(steps));
  }

  /** What is there; null where there is nothing. */
  @Nullable
  Object in(@Nullable Object event) {
    Object found = event;
    for (Object step : steps) {
      found = switch (found) {
        case Map<?, ?> members when step instanceof String name -> members.get(name);
        case List<?> items when step instanceof Integer index && index < items.size() ->
          items.get(index);
        case null, default -> null;
      };
    }
    return found;
  }
}
