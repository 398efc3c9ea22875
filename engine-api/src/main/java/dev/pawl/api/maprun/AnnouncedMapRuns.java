package dev.pawl.api.maprun;

import dev.pawl.api.protocol.StoredPayloads;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.UnreadableBytesException;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.LoadedRun;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Map runs that an open execution waits for. Its history shows their ARNs, be they begun or not. */
final class AnnouncedMapRuns {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncedMapRuns.class);

  private final Database database;
  private final StoredPayloads payloads;

  AnnouncedMapRuns(Database database) {
    this.database = database;
    this.payloads = new StoredPayloads(database.payloads());
  }

  /**
   * Gives the ARN of each; none where the execution has ended, or cannot be read: its owner has parked it and said why.
   */
  void forEach(ExecutionKey execution, Consumer<String> arns) {
    for (LoadedRun run : database.runs().load(List.of(execution)).runs()) {
      for (Frame frame : frames(run)) {
        if (frame.position() instanceof Frame.Position.Mapping) {
          started(execution, (int) frame.previous(), arns);
        }
      }
    }
  }

  private List<Frame> frames(LoadedRun run) {
    try {
      return Codec.unpackState(run.state(), payloads.of(run.key(), run.state())).frames();
    } catch (UnreadableBytesException e) {
      LOG.debug("the Map runs of execution {} that have begun are listed alone", run.key().id(),
          e);
      return List.of();
    }
  }

  /** A state that waits for its Map run has that one's beginning as its latest event. */
  private void started(ExecutionKey execution, int event, Consumer<String> arns) {
    for (HistorySegment segment : database.histories().page(execution, event,
        Histories.Order.ASCENDING, 1)) {
      Codec.unpackEvents(segment.data(), payloads.of(execution, segment.data())).stream()
          .filter(found -> found.id() == event)
          .forEach(found -> {
            if (found.details() instanceof EventDetails.MapRunStarted begun) {
              arns.accept(begun.mapRunArn());
            }
          });
    }
  }
}
