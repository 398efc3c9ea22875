package dev.pawl.core.interpreter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an open execution stands. Its size follows the active branches, never the work already done.
 *
 * @param nextEvent the id that the next history event gets
 * @param nextSeq the number that the next task gets
 * @param nextFrame the number that the next frame or fork gets
 * @param timeoutAt when the whole execution times out; null for never
 * @param frames the lines of control, oldest first; the first is the root
 */
public record ExecutionState(long nextEvent, int nextSeq, int nextFrame,
    @Nullable Instant timeoutAt,
    List<Frame> frames) {
  public ExecutionState {
    frames = List.copyOf(frames);
  }

  /** How long the values are together that it holds, outputs kept for a join included; in UTF-8 bytes. */
  public long dataLength() {
    return frames.stream().mapToLong(Frame::dataLength).sum();
  }
}
