package dev.pawl.worker.maprun;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.tasks.item.UnreadableItemsException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inputs of children that were never started, one after the other. */
final class PendingInputs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PendingInputs.class);

  private final MapRunJob job;
  private final MapRunState state;
  private final Set<Integer> absent;
  private final @Nullable ChildInputs inputs;
  private int nextChild;

  PendingInputs(MapRunJob job, MapRunState state, Children children, Reading reading) {
    this.job = job;
    this.state = state;
    this.absent = children.absent(state);
    this.nextChild = state.nextChild();
    boolean isNone = absent.isEmpty() && state.neverAnnouncedItem() == state.total();
    this.inputs = isNone || isReaderToBlame(state) ? null : opened(reading);
  }

  private @Nullable ChildInputs opened(Reading reading) {
    try {
      return reading.open(state.nextItem(), state.pin());
    } catch (UnreadableItemsException e) {
      unlisted(e);
      return null;
    }
  }

  private void unlisted(UnreadableItemsException e) {
    LOG.warn("{}: the items that are left cannot be listed: {}", job.arn(), e.getMessage());
  }

  private static boolean isReaderToBlame(MapRunState state) {
    MapRunState.End reason = state.end();
    return reason != null && reason.error() != null
        && !"States.ExceedToleratedFailureThreshold".equals(reason.error().name());
  }

  /** The next one; null after the last, and where the items cannot be read any more. */
  @Nullable
  Payload next() throws MapRunFailure, InterruptedException {
    if (inputs == null) {
      return null;
    }
    try {
      ChildInput input = inputs.next();
      while (input != null && wasStarted(nextChild++)) {
        input = inputs.next();
      }
      return input == null ? null : input.input();
    } catch (UnreadableItemsException e) {
      unlisted(e);
      return null;
    }
  }

  private boolean wasStarted(int index) {
    return index < state.allBound() && !absent.contains(index);
  }

  @Override
  public void close() {
    if (inputs != null) {
      inputs.close();
    }
  }
}
