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

  /** The form of an end says whether it went well, and whether a number of redrives follows. */
  private static final int OK = 1;
  private static final int REDRIVEN = 2;

  /**
   * Packs the end.
   *
   * @param redrives how often the Map run was redriven before
   */
  public static byte[] pack(UUID mapRun, int redrives, Outcome<Payload> outcome) {
    byte[] body = Codec.pack(switch (outcome) {
      case Outcome.Ok<Payload>(Payload result) -> result;
      case Outcome.Failed<Payload> failed -> {
        var pair = new ArrayList<@Nullable Object>();
        pair.add(failed.error().name());
        pair.add(failed.error().cause());
        yield Payload.of(pair);
      }
    });
    int form = (outcome instanceof Outcome.Ok<Payload> ? OK : 0) | (redrives > 0 ? REDRIVEN : 0);
    ByteBuffer message = ByteBuffer.allocate(17 + (redrives > 0 ? 4 : 0) + body.length)
        .putLong(mapRun.getMostSignificantBits())
        .putLong(mapRun.getLeastSignificantBits())
        .put((byte) form);
    if (redrives > 0) {
      message.putInt(redrives);
    }
    return message.put(body).array();
  }

  /** Reads what {@link #pack} gave. */
  public static Event.MapRunClosed read(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    UUID mapRun = new UUID(buffer.getLong(), buffer.getLong());
    int form = buffer.get();
    int redrives = (form & REDRIVEN) == 0 ? 0 : buffer.getInt();
    byte[] body = new byte[buffer.remaining()];
    buffer.get(body);
    Payload value = Codec.unpackPayload(body);
    if ((form & OK) != 0) {
      return new Event.MapRunClosed(mapRun, redrives, Outcome.ok(value));
    }
    if (!(value.tree() instanceof List<?> pair)) {
      throw new UnreadableBytesException("the end of a Map run");
    }
    return new Event.MapRunClosed(mapRun, redrives,
        Outcome.failed(new StatesError((String) pair.get(0), (String) pair.get(1))));
  }
}
