package dev.pawl.core.maprun;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * That a child has ended. Packed with a fixed length, so that the closings of many children are one message by
 * standing one after the other.
 *
 * @param index the child's number in its Map run
 * @param items how many items it worked on
 */
public record ChildClosing(int index, ChildStatus status, int items) {
  private static final int LENGTH = 9;

  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH).putInt(index).put((byte) status.code()).putInt(items)
        .array();
  }

  /** Reads what stands in a message. */
  public static List<ChildClosing> read(byte[] message) {
    var closings = new ArrayList<ChildClosing>();
    ByteBuffer buffer = ByteBuffer.wrap(message);
    while (buffer.remaining() >= LENGTH) {
      closings.add(new ChildClosing(buffer.getInt(), ChildStatus.of(buffer.get()),
          buffer.getInt()));
    }
    return closings;
  }
}
