package dev.pawl.core.codec;

import dev.pawl.core.interpreter.Event;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The message with which a Map run tells its execution that it has ended. */
public final class StoredMapRunEnd {
  private StoredMapRunEnd() {}

  /** Packs the end. */
  public static byte[] pack(UUID mapRun, Outcome<Payload> outcome) {
    byte[] body = Codec.pack(switch (outcome) {
      case Outcome.Ok<Payload>(Payload result) -> result;
      case Outcome.Failed<Payload> failed -> {
        var pair = new ArrayList<@Nullable Object>();
        pair.add(failed.error().name());
        pair.add(failed.error().cause());
        yield Payload.of(pair);
      }
    });
    return ByteBuffer.allocate(17 + body.length)
        .putLong(mapRun.getMostSignificantBits())
        .putLong(mapRun.getLeastSignificantBits())
        .put((byte) (outcome instanceof Outcome.Ok<Payload> ? 1 : 0))
        .put(body)
        .array();
  }

  /** Reads what {@link #pack} gave. */
  public static Event.MapRunClosed read(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    UUID mapRun = new UUID(buffer.getLong(), buffer.getLong());
    boolean isOk = buffer.get() == 1;
    byte[] body = new byte[buffer.remaining()];
    buffer.get(body);
    Payload value = Codec.unpackPayload(body);
    if (isOk) {
      return new Event.MapRunClosed(mapRun, Outcome.ok(value));
    }
    if (!(value.tree() instanceof List<?> pair)) {
      throw new UnreadableBytesException("the end of a Map run");
    }
    return new Event.MapRunClosed(mapRun,
        Outcome.failed(new StatesError((String) pair.get(0), (String) pair.get(1))));
  }
}
