package dev.pawl.core.codec;

import dev.pawl.core.interpreter.ChildEnd;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The message with which a child execution tells its parent's task that it has ended. */
public final class StoredChildEnd {
  private StoredChildEnd() {}

  /** Packs the end of the child that an attempt waits for. */
  public static byte[] pack(int seq, int attempt, ChildEnd end) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("arn", end.arn());
    tree.put("machine", end.stateMachineArn());
    tree.put("name", end.name());
    tree.put("status", end.status().name());
    tree.put("input", end.input().text());
    tree.put("output", end.output() == null ? null : end.output().text());
    tree.put("error", end.error());
    tree.put("cause", end.cause());
    tree.put("started", end.startedAt().toEpochMilli());
    tree.put("stopped", end.stoppedAt().toEpochMilli());
    tree.put("redrives", end.redriveCount());
    byte[] body = Codec.pack(Payload.of(tree));
    return ByteBuffer.allocate(8 + body.length).putInt(seq).putInt(attempt).put(body).array();
  }

  /** Reads what {@link #pack} gave. */
  public static Event.ChildClosed read(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    int seq = buffer.getInt();
    int attempt = buffer.getInt();
    byte[] body = new byte[buffer.remaining()];
    buffer.get(body);
    if (!(Codec.unpackPayload(body).tree() instanceof Map<?, ?> tree)) {
      throw new UnreadableBytesException("the end of a child execution");
    }
    String output = (String) tree.get("output");
    return new Event.ChildClosed(seq, attempt,
        new ChildEnd(text(tree, "arn"), text(tree, "machine"), text(tree, "name"),
            ExecutionStatus.valueOf(text(tree, "status")), Payload.ofText(text(tree, "input")),
            output == null ? null : Payload.ofText(output), (String) tree.get("error"),
            (String) tree.get("cause"), time(tree, "started"), time(tree, "stopped"),
            number(tree, "redrives").intValue()));
  }

  private static String text(Map<?, ?> tree, String name) {
    return String.valueOf(tree.get(name));
  }

  private static Instant time(Map<?, ?> tree, String name) {
    return Instant.ofEpochMilli(number(tree, name).longValue());
  }

  private static Number number(Map<?, ?> tree, String name) {
    if (tree.get(name) instanceof Number number) {
      return number;
    }
    throw new UnreadableBytesException("the end of a child execution");
  }
}
