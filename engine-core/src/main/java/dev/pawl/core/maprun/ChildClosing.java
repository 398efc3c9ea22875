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
 * @param redrives how often it had been redriven, modulo 64: enough to tell this end from the one before
 */
public record ChildClosing(int index, ChildStatus status, int items, int redrives) {
  private static final int LENGTH = 9;

  /** The status takes the two lowest bits of its byte. */
  private static final int STATUS = 2;
  private static final int STATUSES = (1 << STATUS) - 1;

  /** Redrives are counted modulo this number. */
  private static final int REDRIVES = 64;

  public ChildClosing {
    redrives = Math.floorMod(redrives, REDRIVES);
  }

  /** The end of a child that was never redriven. */
  public ChildClosing(int index, ChildStatus status, int items) {
    this(index, status, items, 0);
  }

  /** Whether it is the end of a child that had been redriven so often. */
  boolean isAfter(int redrivesCounted) {
    return redrives == Math.floorMod(redrivesCounted, REDRIVES);
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH).putInt(index)
        .put((byte) (status.code() | redrives << STATUS)).putInt(items)
        .array();
  }

  /** Reads what stands in a message. */
  public static List<ChildClosing> read(byte[] message) {
    var closings = new ArrayList<ChildClosing>();
    ByteBuffer buffer = ByteBuffer.wrap(message);
    while (buffer.remaining() >= LENGTH) {
      int index = buffer.getInt();
      int end = Byte.toUnsignedInt(buffer.get());
      closings.add(new ChildClosing(index, ChildStatus.of(end & STATUSES), buffer.getInt(),
          end >>> STATUS));
    }
    return closings;
  }
}
