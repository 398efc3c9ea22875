package dev.pawl.worker.maprun;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.ChildClosing;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressStart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Express children of a Map run that run in the memory of this node. Each runs at least once: where the node dies
 * before its end is recorded, another node runs it again.
 */
final class ExpressChildren {
  private static final Logger LOG = LoggerFactory.getLogger(ExpressChildren.class);

  /** Where the node runs as many Express executions as it may, a child is begun so much later. */
  private static final long PAUSE_MILLIS = 100;

  private final MapRunJob job;
  private final MapRunners.Parts parts;
  private final Runnable wake;
  private final Map<Integer, ChildInputs.ChildInput> running = new HashMap<>();
  private final List<Ended> ended = new ArrayList<>();
  private boolean isWhole;
  private boolean isForgotten;

  /** A child that has ended. */
  record Ended(ChildClosing closing, ChildRecord result) {}

  /**
   * @param wake told when a child has ended
   * @param isWhole whether all children that run, run here
   */
  ExpressChildren(MapRunJob job, MapRunners.Parts parts, Runnable wake, boolean isWhole) {
    this.job = job;
    this.parts = parts;
    this.wake = wake;
    this.isWhole = isWhole;
  }

  synchronized boolean isWhole() {
    return isWhole;
  }

  synchronized void becomeWhole() {
    isWhole = true;
  }

  /** Begins a child; one that runs here already goes on. */
  void start(int index, ChildInputs.ChildInput input) throws InterruptedException {
    synchronized (this) {
      if (running.putIfAbsent(index, input) != null) {
        return;
      }
    }
    begin(index, input);
  }

  private void begin(int index, ChildInputs.ChildInput input) throws InterruptedException {
    while (true) {
      CompletableFuture<Optional<ExpressEnd>> run = parts.express().apply(
          new ExpressStart(job.childMachine(), job.asked().revision(), Optional.empty(),
              input.input(), Optional.of(job.parent(index, input.items()))));
      if (!run.isDone() || run.isCompletedExceptionally() || run.join().isPresent()) {
        CompletableFuture<Optional<ExpressEnd>> _ = run.whenComplete((end, failure) -> {
          if (failure == null && end.isPresent()) {
            ended(index, input, ChildRecord.of(end.get()));
          } else {
            lost(index, failure);
          }
        });
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** The node stops, or has no room: the watchdog finds the child and runs it again. */
  private synchronized void lost(int index, Throwable failure) {
    LOG.debug("child {} of {} is run again later", index, job.arn(), failure);
    running.remove(index);
    isWhole = false;
  }

  private void ended(int index, ChildInputs.ChildInput input, ChildRecord result) {
    synchronized (this) {
      if (isForgotten || running.remove(index) == null) {
        return;
      }
      ended.add(new Ended(new ChildClosing(index, result.status(), input.items()), result));
    }
    wake.run();
  }

  /** Whether some have ended since the last {@link #drain}. */
  synchronized boolean hasEnded() {
    return !ended.isEmpty();
  }

  /** Those that have ended since the last call. */
  synchronized List<Ended> drain() {
    List<Ended> all = List.copyOf(ended);
    ended.clear();
    return all;
  }

  /** Nobody wants the children any more: all that run count as aborted from now on. */
  synchronized List<Ended> abort() {
    List<Ended> aborted = new ArrayList<>();
    running.forEach((index, input) -> aborted.add(
        new Ended(new ChildClosing(index, ChildStatus.ABORTED, input.items()),
            new ChildRecord(ChildStatus.ABORTED, null, aborted(input.input())))));
    running.clear();
    return aborted;
  }

  private Payload aborted(Payload input) {
    return Payload.of(Map.of("Input", input.text(), "StateMachineArn", job.childMachineArn(),
        "Status", "ABORTED"));
  }

  /** What becomes of them is no longer this node's business. */
  synchronized void forget() {
    isForgotten = true;
    running.clear();
    ended.clear();
  }
}
