package dev.pawl.api.access;

import dev.pawl.db.access.AuditEvents;
import dev.pawl.db.access.AuditEvents.AuditEvent;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;

/**
 * Notes who changed what and who was refused, in batches. What does not fit into its queue while the database is away
 * goes to the node's log instead, so that nothing is unnoted.
 */
public final class Audit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("pawl.audit");
  private static final int MOST_WAITING = 20_000;
  private static final int BATCH = 1_000;
  private static final int LONGEST = 512;
  private static final long PAUSE_MILLIS = 500;
  private static final long LONGEST_DRAIN_MILLIS = 2_000;

  private final AuditEvents rows;
  private final InstantSource clock;
  private final BlockingQueue<Optional<AuditEvent>> waiting = new ArrayBlockingQueue<>(
      MOST_WAITING);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread writer;

  /** @param clock the database's */
  public Audit(AuditEvents rows, InstantSource clock) {
    this.rows = rows;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("audit").start(this::writeForEver);
  }

  void note(Call call, String action, String resource, String result) {
    note(call.caller().account(), call.caller().arn(), call.source(), action, resource, result,
        call.requestId());
  }

  /** Notes what somebody did who was not recognised. */
  void refused(String principal, String source, String action, String result, String requestId) {
    note("", principal, source, action, "*", result, requestId);
  }

  private void note(String account, String principal, String source, String action,
      String resource, String result, String requestId) {
    AuditEvent event = new AuditEvent(account, shown(principal), source, shown(action),
        shown(resource), result, requestId);
    if (!waiting.offer(Optional.of(event))) {
      LOG.warn("{}", event);
    }
  }

  /** One line, and no longer than names are. */
  private static String shown(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    StringBuilder clean = new StringBuilder(cut.length());
    cut.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
            ? '?'
            : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private void writeForEver() {
    List<Optional<AuditEvent>> taken = new ArrayList<>();
    try {
      while (closing.getCount() > 0 || !waiting.isEmpty()) {
        taken.add(waiting.take());
        waiting.drainTo(taken, BATCH - 1);
        write(taken.stream().flatMap(Optional::stream).toList());
        taken.clear();
      }
    } catch (InterruptedException e) {
      LOG.error("nothing is audited any more", e);
    }
  }

  private void write(List<AuditEvent> events) throws InterruptedException {
    while (true) {
      try {
        rows.add(clock.instant(), events);
        return;
      } catch (DatabaseUnavailableException | UnknownCommitOutcomeException
          | TransientDataAccessException e) {
        if (closing.getCount() == 0) {
          events.forEach(event -> LOG.warn("{}", event));
          return;
        }
        LOG.debug("{} events wait for the database: {}", events.size(), e.getMessage());
        boolean _ = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RuntimeException | Error e) {
        // Errors, too: without this thread nothing would be audited any more.
        LOG.error("{} events are not in the database", events.size(), e);
        events.forEach(event -> LOG.warn("{}", event));
        return;
      }
    }
  }

  /** Writes what waits, within 2 seconds. */
  @Override
  public void close() {
    closing.countDown();
    boolean _ = waiting.offer(Optional.empty());
    try {
      writer.join(LONGEST_DRAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
