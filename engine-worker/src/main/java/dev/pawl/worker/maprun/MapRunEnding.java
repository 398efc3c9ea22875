package dev.pawl.worker.maprun;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a Map run ends whose children have all ended: its results are gathered, and written where a writer wants them. */
final class MapRunEnding {
  private static final Logger LOG = LoggerFactory.getLogger(MapRunEnding.class);

  private final MapRunJob job;
  private final Children children;
  private final Reading reading;
  private final Results results;

  MapRunEnding(MapRunJob job, Children children, Reading reading, MapRunners.Parts parts) {
    this.job = job;
    this.children = children;
    this.reading = reading;
    this.results = new Results(job, children, parts.outside().objects(job.machine()),
        parts.limits().payloadBytes());
  }

  /**
   * An end.
   *
   * @param status SUCCEEDED, FAILED or ABORTED
   * @param outcome what the execution is told
   */
  record Ended(String status, Outcome<Payload> outcome) {}

  Ended of(MapRunState state) throws InterruptedException {
    reading.close();
    MapRunState.End reason = state.end();
    if (reason == null) {
      try {
        return new Ended("SUCCEEDED", Outcome.ok(results.of(state)));
      } catch (MapRunFailure failure) {
        return new Ended("FAILED", Outcome.failed(failure.error()));
      }
    }
    try (var pending = new PendingInputs(job, state, children, reading)) {
      results.ofFailed(state, pending::next);
    } catch (MapRunFailure failure) {
      LOG.warn("{}: what there is of its results cannot be written: {}", job.arn(),
          failure.getMessage());
    }
    return reason.error() == null
        ? new Ended("ABORTED", Outcome.failed(new StatesError(null, null)))
        : new Ended("FAILED", Outcome.failed(reason.error()));
  }
}
