package dev.pawl.db.execution;

/**
 * Consecutive history events, encoded.
 *
 * @param firstEvent the first event's id, from 1
 * @param lastEvent the last event's id
 * @param codec how {@code data} is compressed: 0 not at all, 1 an LZ4 block, 2 zstd
 * @param data the events; never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record HistorySegment(int firstEvent, int lastEvent, byte codec, byte[] data) {
  public HistorySegment {
    if (firstEvent < 1 || lastEvent < firstEvent) {
      throw new IllegalArgumentException("no events: " + firstEvent + " to " + lastEvent);
    }
  }
}
