package dev.pawl.api.protocol;

import dev.pawl.core.identity.Arn;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.execution.ParkedRun;
import dev.pawl.db.execution.ParkedRuns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the executions that cannot be advanced look like from outside. Asks the database at most every few seconds and
 * never lets the caller wait for long: who asks for a node's health must get an answer also while the database is away.
 */
public final class ParkedReport {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedReport.class);
  private static final int SHOWN = 10;
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final ParkedRuns.Report NONE = new ParkedRuns.Report(0, List.of());

  private final ParkedRuns parked;
  private final String region;
  private @Nullable CompletableFuture<ParkedRuns.Report> asked;
  private volatile ParkedRuns.@Nullable Report last;
  private long askedAt;

  /**
   * @param region the region in ARNs
   * @param meters where their number is registered
   */
  public ParkedReport(ParkedRuns parked, String region, MeterRegistry meters) {
    this.parked = parked;
    this.region = region;
    Gauge.builder("pawl.executions.parked", this, ParkedReport::count)
        .description("Open executions of the whole database that cannot be advanced")
        .register(meters);
  }

  /** How many the database last told of; not a number before it has. Does not wait. */
  private double count() {
    CompletableFuture<ParkedRuns.Report> _ = fresh();
    ParkedRuns.Report known = last;
    return known == null ? Double.NaN : known.count();
  }

  /** How many there are and the first ones, as members of an answer; as of the last time that the database answered. */
  Map<String, Object> members() {
    try {
      return members(fresh().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      // The database is away; what it said last is told.
      return lastMembers();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lastMembers();
    }
  }

  private Map<String, Object> lastMembers() {
    ParkedRuns.Report known = last;
    return members(known == null ? NONE : known);
  }

  /** What the database says, or has said a moment ago. */
  private synchronized CompletableFuture<ParkedRuns.Report> fresh() {
    CompletableFuture<ParkedRuns.Report> asking = asked;
    if (asking == null || (asking.isDone() && System.nanoTime() - askedAt > FRESH.toNanos())) {
      asking = new CompletableFuture<>();
      asked = asking;
      askedAt = System.nanoTime();
      ask(asking);
    }
    return asking;
  }

  private void ask(CompletableFuture<ParkedRuns.Report> answer) {
    Thread.ofVirtual().name("parked-report").start(() -> {
      try {
        ParkedRuns.Report report = parked.report(SHOWN);
        last = report;
        answer.complete(report);
      } catch (DatabaseUnavailableException | StatementFailedException e) {
        answer.completeExceptionally(e);
      } catch (RuntimeException | Error e) {
        // Errors, too: nobody would ever ask again.
        LOG.error("the report of parked executions failed", e);
        answer.completeExceptionally(e);
      }
    });
  }

  private Map<String, Object> members(ParkedRuns.Report report) {
    // Map.of would give them in another order in every process.
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("count", report.count());
    members.put("executions", report.first().stream().map(this::execution).toList());
    return members;
  }

  private Map<String, Object> execution(ParkedRun run) {
    Map<String, Object> members = new LinkedHashMap<>();
    run.label().ifPresentOrElse(
        label -> members.put("mapRunArn",
            new Arn.MapRun(region, run.account(), run.stateMachine(), label, run.name()).text()),
        () -> members.put("executionArn",
            new Arn.Execution(region, run.account(), run.stateMachine(), run.name()).text()));
    members.put("since", run.since().toString());
    members.put("failures", run.failures());
    members.put("reason", run.reason());
    return members;
  }
}
