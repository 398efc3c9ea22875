package dev.pawl.triggers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds what events ask of rules' targets. Safe for any number of threads. */
public final class EventRouter {
  private static final int MOST_PATTERNS = 10_000;

  /** By text: the same pattern is read once. */
  private final Cache<String, EventPattern> patterns = Caffeine.newBuilder()
      .maximumSize(MOST_PATTERNS).build();

  /**
   * The calls that an event asks of a rule's targets; none where it is not what the rule is for.
   *
   * @param ruleId of this rule and no later one of its name
   * @param text the event as JSON text
   */
  public List<Owed> route(UUID ruleId, Rule rule, Map<String, @Nullable Object> event,
      String text) {
    Optional<String> pattern = rule.pattern();
    if (!rule.isEnabled() || pattern.isEmpty()
        || !patterns.get(pattern.get(), EventPattern::parse).matches(text)) {
      return List.of();
    }
    return rule.targets().stream().map(target -> {
      UUID id = UUID.nameUUIDFromBytes((String.valueOf(event.get("id")) + ruleId + target.get("Id"))
          .getBytes(StandardCharsets.UTF_8));
      return new Owed(id, rule.arn(), TargetCall.of(target, rule.input(target, event), id),
          TargetCall.age(target));
    }).toList();
  }
}
