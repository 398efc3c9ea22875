package dev.pawl.cli.remote;

import dev.pawl.cli.Output;
import dev.pawl.core.json.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** An execution's history as commands show it. */
final class Events {
  private static final List<HistoryEventType> LAST = List.of(
      HistoryEventType.EXECUTION_SUCCEEDED, HistoryEventType.EXECUTION_FAILED,
      HistoryEventType.EXECUTION_TIMED_OUT, HistoryEventType.EXECUTION_ABORTED);

  private static final List<String> TELLING = List.of("name", "error", "cause", "resource",
      "mapRunArn", "index", "input", "output", "parameters");

  private Events() {}

  /** All events, the earliest first. */
  static List<HistoryEvent> of(SfnClient client, String arn) {
    return client.getExecutionHistoryPaginator(request(arn, false)).events().stream().toList();
  }

  /** Those after an event, the earliest first. */
  static List<HistoryEvent> after(SfnClient client, String arn, long id) {
    List<HistoryEvent> found = new ArrayList<>();
    Iterator<HistoryEvent> backwards = client.getExecutionHistoryPaginator(request(arn, true))
        .events().iterator();
    while (backwards.hasNext()) {
      HistoryEvent event = backwards.next();
      if (event.id() <= id) {
        break;
      }
      found.addFirst(event);
    }
    return found;
  }

  private static GetExecutionHistoryRequest request(String arn, boolean reverse) {
    return GetExecutionHistoryRequest.builder().executionArn(arn).reverseOrder(reverse)
        .maxResults(1_000).build();
  }

  /** Whether the execution has ended with the event. */
  static boolean isLast(HistoryEvent event) {
    return LAST.contains(event.type());
  }

  static void table(List<HistoryEvent> events, Output output) {
    output.table(List.of("id", "time", "type", "what"), events.stream()
        .map(event -> List.of(event.id().toString(), Documents.time(event.timestamp()),
            event.typeAsString(), details(event)))
        .toList());
  }

  static String line(HistoryEvent event) {
    return "%s %6d  %-28s %s".formatted(Documents.time(event.timestamp()), event.id(),
        event.typeAsString(), details(event)).stripTrailing();
  }

  /** What is most telling of an event's details, on one line. */
  private static String details(HistoryEvent event) {
    for (Map.Entry<String, @Nullable Object> member : Documents.of(event).entrySet()) {
      if (member.getValue() instanceof Map<?, ?> details) {
        StringBuilder text = new StringBuilder();
        for (String name : TELLING) {
          Object value = details.get(name);
          if (value != null) {
            text.append(name.equals("name") ? "" : name + "=")
                .append(value instanceof String ? value : Json.write(value)).append("  ");
          }
        }
        return text.toString().strip();
      }
    }
    return "";
  }
}
