package dev.pawl.worker.log;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.LogLevel;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.json.Json;
import dev.pawl.worker.definition.Logging;
import dev.pawl.worker.definition.Machine;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each event that its machine wants logged as one line of JSON to the logger {@code pawl.executions}, on a
 * thread of its own. Best effort, as at AWS: where the log is slower than the executions, events are left out and
 * counted.
 */
public final class StructuredLog implements ExecutionLog, AutoCloseable {
  private static final Logger LINES = LoggerFactory.getLogger("pawl.executions");
  private static final Logger LOG = LoggerFactory.getLogger(StructuredLog.class);
  private static final int MOST_WAITING = 10_000;
  private static final long LONGEST_DRAIN_MILLIS = 2_000;

  /** Controls and line ends that JSON allows as they are and that terminals and log readers act upon. */
  private static final Pattern UNSAFE = Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029]");

  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread writer;

  private record Entry(Execution execution, Logging logging, List<HistoryEvent> events) {}

  public StructuredLog() {
    writer = Thread.ofPlatform().daemon().name("execution-log").start(this::writeForEver);
  }

  @Override
  public void write(Execution execution, Machine machine, List<HistoryEvent> events) {
    Logging logging = machine.logging();
    if (logging.level() != LogLevel.OFF
        && !waiting.offer(new Entry(execution, logging, events))) {
      leftOut.addAndGet(events.size());
    }
  }

  private void writeForEver() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        write(waiting.take());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        LOG.error("events of an execution could not be logged and are left out", e);
      }
    }
    for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      write(entry);
    }
  }

  private void write(Entry entry) {
    long lost = leftOut.getAndSet(0);
    if (lost > 0) {
      LOG.warn("{} events were not logged: the log is slower than the executions", lost);
    }
    entry.logging().records(entry.execution(), entry.events())
        .forEach(log -> LINES.info("{}", line(Json.write(log))));
  }

  static String line(String json) {
    return UNSAFE.matcher(json)
        .replaceAll(unsafe -> String.format(Locale.ROOT, "\\\\u%04x",
            (int) unsafe.group().charAt(0)));
  }

  /** Writes what waits, within 2 seconds. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join(LONGEST_DRAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
