package dev.pawl.core.history;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders history events as AWS writes them to a log group (reference: history-events, section 4). */
public final class LogRecord {
  /** The longest input or output, in characters as they stand inside a JSON string; more is cut off. */
  public static final int MOST_DATA = 248 * 1_024;

  private LogRecord() {}

  /**
   * Makes the record of an event. Its members are JSON texts, but for {@code details}.
   *
   * @param executionArn of the execution; for an Express one its {@code express} ARN
   * @param redriveCount how often the execution was redriven before the event
   * @param includeExecutionData whether inputs and outputs are shown; names, roles and errors always are
   */
  public static Map<String, @Nullable Object> of(HistoryEvent event, String executionArn,
      int redriveCount, boolean includeExecutionData) {
    var log = new LinkedHashMap<String, @Nullable Object>();
    log.put("id", Long.toString(event.id()));
    log.put("type", event.type().name());
    log.put("details", details(event, includeExecutionData));
    log.put("previous_event_id", Long.toString(event.previousEventId()));
    log.put("event_timestamp", Long.toString(event.timestamp().toEpochMilli()));
    log.put("execution_arn", executionArn);
    log.put("redrive_count", Integer.toString(redriveCount));
    return log;
  }

  private static Map<String, @Nullable Object> details(HistoryEvent event, boolean includeData) {
    Object details = HistoryEventTree.of(event, includeData).get(event.type().detailsMember());
    var shown = new LinkedHashMap<String, @Nullable Object>();
    if (details instanceof Map<?, ?> members) {
      members.forEach((name, value) -> shown.put((String) name, value));
    }
    cut("input", shown);
    cut("output", shown);
    return shown;
  }

  private static void cut(String member, Map<String, @Nullable Object> details) {
    if (details.get(member) instanceof String data && isTooLong(data)) {
      details.put(member, data.substring(0, fitting(data)));
      details.put(member + "Details", Map.of("truncated", true));
    }
  }

  private static boolean isTooLong(String data) {
    return data.length() > MOST_DATA / 6 && escapedLength(data) > MOST_DATA;
  }

  private static int escapedLength(String data) {
    return JsonStringEncoder.getInstance().quoteAsString(data).length;
  }

  /** How many characters stay; never half of a surrogate pair. */
  private static int fitting(String data) {
    int low = 0;
    int high = Math.min(data.length(), MOST_DATA);
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (escapedLength(data.substring(0, middle)) <= MOST_DATA) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low > 0 && Character.isHighSurrogate(data.charAt(low - 1)) ? low - 1 : low;
  }
}
