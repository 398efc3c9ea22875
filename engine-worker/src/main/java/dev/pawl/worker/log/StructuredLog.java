package dev.pawl.worker.log;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each record as one line of JSON to the logger {@code pawl.executions}. */
public final class StructuredLog implements LogDestination {
  private static final Logger LINES = LoggerFactory.getLogger("pawl.executions");

  /** Controls and line ends that JSON allows as they are and that terminals and log readers act upon. */
  private static final Pattern UNSAFE = Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029]");

  @Override
  public String name() {
    return "structured log";
  }

  @Override
  public void write(List<LogEntry> entries) {
    entries.forEach(entry -> LINES.info("{}", line(entry.record())));
  }

  static String line(String json) {
    return UNSAFE.matcher(json)
        .replaceAll(unsafe -> String.format(Locale.ROOT, "\\\\u%04x",
            (int) unsafe.group().charAt(0)));
  }

  @Override
  public void close() {
    // The logger belongs to the process.
  }
}
