package dev.pawl.core.json;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A text of which one part at a time may not be longer than a bound, as far as buffers can tell. */
final class MeasuredText extends FilterInputStream {
  private static final int CHUNK = 8_192;

  private final int longest;
  private boolean isMeasuring;
  private long read;

  MeasuredText(InputStream text, int longest) {
    super(text);
    this.longest = longest;
  }

  /** A part begins. */
  void measure() {
    isMeasuring = true;
    read = 0;
  }

  /** The part has ended. */
  void rest() {
    isMeasuring = false;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, Math.min(length, CHUNK));
    count(Math.max(count, 0));
    return count;
  }

  private void count(int bytes) throws IOException {
    read += bytes;
    // What is found ahead of the part in a buffer makes it seem shorter, never longer than by a chunk.
    if (isMeasuring && read > longest + (long) CHUNK) {
      throw new IOException("an item is longer than " + longest + " bytes");
    }
  }
}
