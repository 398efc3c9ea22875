package dev.pawl.triggers;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form of events on a bus. */
public final class Event {
  private Event() {}

  /** An event, as rules and targets see it. */
  public static Map<String, @Nullable Object> of(String id, String source, String detailType,
      String account, String region, Instant time, List<String> resources,
      @Nullable Object detail) {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("version", "0");
    event.put("id", id);
    event.put("detail-type", detailType);
    event.put("source", source);
    event.put("account", account);
    event.put("time", time.toString());
    event.put("region", region);
    event.put("resources", resources);
    event.put("detail", detail);
    return event;
  }
}
