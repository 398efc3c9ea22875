package dev.pawl.api.protocol;

import dev.pawl.core.identity.Arn;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.execution.ParkedRun;
import dev.pawl.db.execution.ParkedRuns;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the executions that cannot be advanced look like from outside. Asks the database at most every few seconds and
 * never lets the caller wait for long: who asks for a node's health must get an answer also while the database is away.
 */
public final class ParkedReport {
  private static final int SHOWN = 10;
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final ParkedRuns parked;
  private final String region;
  private @Nullable CompletableFuture<ParkedRuns.Report> asked;
  private ParkedRuns.Report last = new ParkedRuns.Report(0, List.of());
  private long askedAt;

  /** @param region the region in ARNs */
  public ParkedReport(ParkedRuns parked, String region) {
    this.parked = parked;
    this.region = region;
  }

  /** How many there are and the first ones, as members of an answer; as of the last time that the database answered. */
  synchronized Map<String, Object> members() {
    CompletableFuture<ParkedRuns.Report> asking = asked;
    if (asking == null || (asking.isDone() && System.nanoTime() - askedAt > FRESH.toNanos())) {
      asking = new CompletableFuture<>();
      asked = asking;
      askedAt = System.nanoTime();
      ask(asking);
    }
    try {
      last = asking.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The database is away; what it said last is told.
      return members(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return members(last);
  }

  private void ask(CompletableFuture<ParkedRuns.Report> answer) {
    Thread.ofVirtual().name("parked-report").start(() -> {
      try {
        answer.complete(parked.report(SHOWN));
      } catch (DatabaseUnavailableException | StatementFailedException e) {
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
