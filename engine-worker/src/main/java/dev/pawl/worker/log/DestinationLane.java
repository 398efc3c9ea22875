package dev.pawl.worker.log;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.json.Json;
import dev.pawl.worker.definition.Logging;
import dev.pawl.worker.definition.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of one destination, and what waits for it. */
final class DestinationLane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationLane.class);
  private static final int MOST_WAITING = 10_000;

  /** What the data of those that wait may take together. */
  private static final long MOST_WAITING_CHARACTERS = 32L * 1_024 * 1_024;
  private static final int MOST_BURSTS = 250;

  /** A destination gets so much at once, a long record apart: one burst alone may show many long inputs. */
  private static final int MOST_ENTRIES = 500;
  private static final int MOST_CHARACTERS = 1_000_000;
  private static final long LONGEST_DRAIN_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 1_000;

  private final LogDestination destination;

  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong waitingCharacters = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread writer;

  sealed interface Waiting permits Burst, Mark {}

  /**
   * All that came before it is done with. An empty queue gets one to wake the writer up, which sees then that it is to
   * stop; an interrupt would break a statement off.
   */
  record Mark(CompletableFuture<Void> reached) implements Waiting {}

  /** Events of one execution, not rendered yet: that takes longer than the execution can wait. */
  record Burst(Execution execution, Machine machine, List<HistoryEvent> events) implements Waiting {
    private long characters() {
      // Also where the data are not shown: the events hold them.
      return events.stream().mapToLong(event -> event.details().dataLength()).sum();
    }

    Stream<LogEntry> entries() {
      Logging logging = machine.logging();
      return events.stream()
          .flatMap(event -> logging.records(execution, List.of(event)).stream()
              .map(record -> new LogEntry(execution.arn(), machine.id(), machine.revision(),
                  machine.arn(), event.id(),
                  event.type(), event.timestamp(), Json.write(record))));
    }
  }

  DestinationLane(LogDestination destination) {
    this.destination = destination;
    writer = Thread.ofPlatform().daemon().name("execution-log " + destination.name())
        .start(this::writeForEver);
  }

  void offer(Burst burst) {
    long characters = burst.characters();
    boolean fits = waitingCharacters.addAndGet(characters) <= MOST_WAITING_CHARACTERS
        || waitingCharacters.get() == characters;
    if (!fits || !waiting.offer(burst)) {
      waitingCharacters.addAndGet(-characters);
      leftOut.addAndGet(burst.events().size());
    }
  }

  /** Completes once what was offered until now is written or left out; at once where too much waits already. */
  CompletableFuture<Void> written() {
    var mark = new Mark(new CompletableFuture<>());
    if (!waiting.offer(mark)) {
      mark.reached().complete(null);
    }
    return mark.reached();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void writeForEver() {
    try {
      while (!isClosing() || !waiting.isEmpty()) {
        write(waiting.take());
      }
    } catch (InterruptedException e) {
      LOG.error("nothing is written to the {} any more", destination.name(), e);
    }
  }

  private void write(Waiting first) throws InterruptedException {
    long lost = leftOut.getAndSet(0);
    if (lost > 0) {
      LOG.warn("{} events were not written to the {}: it is slower than the executions", lost,
          destination.name());
    }
    List<Waiting> taken = new ArrayList<>();
    taken.add(first);
    waiting.drainTo(taken, MOST_BURSTS - 1);
    List<Burst> bursts = taken.stream().filter(Burst.class::isInstance).map(Burst.class::cast)
        .toList();
    try {
      writeBursts(bursts);
    } finally {
      waitingCharacters.addAndGet(-bursts.stream().mapToLong(Burst::characters).sum());
      taken.forEach(one -> {
        if (one instanceof Mark(CompletableFuture<Void> reached)) {
          reached.completeAsync(() -> null);
        }
      });
    }
  }

  private void writeBursts(List<Burst> bursts) throws InterruptedException {
    List<LogEntry> batch = new ArrayList<>();
    long characters = 0;
    for (Burst burst : bursts) {
      for (LogEntry entry : entries(burst)) {
        batch.add(entry);
        characters += entry.record().length();
        if (batch.size() == MOST_ENTRIES || characters >= MOST_CHARACTERS) {
          write(batch);
          batch.clear();
          characters = 0;
        }
      }
    }
    write(batch);
  }

  /** One burst that cannot be rendered does not take others with it. */
  private List<LogEntry> entries(Burst burst) {
    try {
      return burst.entries().toList();
    } catch (RuntimeException | Error e) {
      leave(burst.events().size(), e);
      return List.of();
    }
  }

  private void write(List<LogEntry> entries) throws InterruptedException {
    while (!entries.isEmpty()) {
      try {
        destination.write(entries);
        return;
      } catch (RetryLaterException e) {
        if (isClosing()) {
          leave(entries.size(), e);
          return;
        }
        LOG.debug("the {} is tried again in {} ms: {}", destination.name(), PAUSE_MILLIS,
            e.getMessage());
        boolean _ = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RuntimeException | Error e) {
        leave(entries.size(), e);
        return;
      }
    }
  }

  /** Errors, too: without this thread nothing would be logged any more. */
  private void leave(int events, Throwable why) {
    LOG.error("{} events could not be written to the {} and are left out", events,
        destination.name(), why);
  }

  /** Writes what waits, within 2 seconds. */
  @Override
  public void close() {
    closing.countDown();
    boolean _ = waiting.offer(new Mark(new CompletableFuture<>()));
    try {
      writer.join(LONGEST_DRAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    destination.close();
  }
}
