package dev.pawl.worker.maprun;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.Packed;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Redrives;
import dev.pawl.db.execution.ChildRow;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.Reopening;
import java.time.Instant;
import java.util.Optional;

/** Redrives children that are executions of their own: each goes on from where it broke off. */
final class ChildRedriver {
  /** The layout of history segments: {@link Codec}'s. */
  private static final byte LAYOUT = 1;

  private final MapRunJob job;
  private final MapRunners.Parts parts;

  ChildRedriver(MapRunJob job, MapRunners.Parts parts) {
    this.job = job;
    this.parts = parts;
  }

  /**
   * Redrives a child that has ended. Where somebody else has, nothing happens.
   *
   * @return false where it can never be redriven: its history is full, or it was started too long ago
   */
  boolean redrive(int index, ChildRow row, Instant now) {
    int lastEvent = parts.store().lastEvent(row.key());
    // ExecutionRedriven and at least one event more must have room.
    if (lastEvent >= parts.limits().historyEvents() - 1
        || !now.isBefore(row.startedAt().plusSeconds(parts.limits().executionSeconds()))) {
      return false;
    }
    var machine = parts.definitions().of(job.childMachine(), job.asked().revision(),
        Optional.of(job.parent(index, 0)));
    Decision decision = Interpreter.redrive(machine.definition(),
        new Redrives(row.redrives() + 1, now), lastEvent, parts.limits());
    if (!(decision.next() instanceof Decision.Next.Open(ExecutionState state, Instant _))) {
      throw new IllegalStateException("child " + index + " of " + job.arn() + " was not reopened");
    }
    Packed events = Codec.pack(decision.history());
    int event = Math.toIntExact(decision.history().getFirst().id());
    boolean _ = parts.store().reopen(
        new Reopening(row.key(), row.status(), row.redrives(), now, "",
            new OpenRun(Codec.pack(state).bytes(), Math.toIntExact(state.nextEvent()), now),
            new HistorySegment(event, event, LAYOUT, events.bytes())));
    return true;
  }
}
