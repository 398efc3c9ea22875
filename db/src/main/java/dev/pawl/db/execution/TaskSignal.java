package dev.pawl.db.execution;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The body of a message about one attempt. Applying it twice changes nothing, since it names the attempt.
 *
 * @param seq the task's number within its execution
 * @param attempt counts the attempts at that task
 * @param note for {@link MessageKind#STARTED} the worker's name; else empty
 */
public record TaskSignal(int seq, int attempt, String note) {
  public byte[] toBytes() {
    byte[] text = note.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length).putInt(seq).putInt(attempt).put(text).array();
  }

  public static TaskSignal read(byte[] body) {
    ByteBuffer fields = ByteBuffer.wrap(body);
    return new TaskSignal(
        fields.getInt(),
        fields.getInt(),
        new String(body, 8, body.length - 8, StandardCharsets.UTF_8));
  }
}
