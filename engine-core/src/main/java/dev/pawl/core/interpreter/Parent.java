package dev.pawl.core.interpreter;

import dev.pawl.core.identity.TaskToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Who waits for an execution. */
public sealed interface Parent {
  /** The attempt of a task that has started it with {@code .sync}. */
  record Task(TaskToken attempt) implements Parent {}

  /**
   * The Map run whose child it is.
   *
   * @param shard the Map run's
   * @param mapRun its id
   * @param index the child's number in the Map run, from 0
   * @param items how many items the child works on
   * @param stateMachine the state machine whose definition holds the Map state
   * @param state the Map state's name
   * @param label the Map run's label
   */
  record MapRun(int shard, UUID mapRun, int index, int items, UUID stateMachine, String state,
      String label) implements Parent {}

  /** What {@link #read} reads again. */
  default byte[] toBytes() {
    return switch (this) {
      case Task(TaskToken attempt) -> id(ByteBuffer.allocate(26).put((byte) 0), attempt.shard(),
          attempt.id()).putInt(attempt.seq()).putInt(attempt.attempt()).array();
      case MapRun run -> {
        byte[] state = run.state().getBytes(StandardCharsets.UTF_8);
        byte[] label = run.label().getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(46 + state.length + label.length);
        id(buffer.put((byte) 1), run.shard(), run.mapRun()).putInt(run.index())
            .putInt(run.items())
            .putLong(run.stateMachine().getMostSignificantBits())
            .putLong(run.stateMachine().getLeastSignificantBits())
            .putInt(state.length)
            .put(state)
            .put(label);
        yield buffer.array();
      }
    };
  }

  private static ByteBuffer id(ByteBuffer buffer, int shard, UUID id) {
    return buffer.put((byte) shard).putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
  }

  /** Reads what {@link #toBytes} gave. */
  static Parent read(byte[] stored) {
    ByteBuffer buffer = ByteBuffer.wrap(stored);
    byte form = buffer.get();
    int shard = Byte.toUnsignedInt(buffer.get());
    UUID id = new UUID(buffer.getLong(), buffer.getLong());
    return switch (form) {
      case 0 -> new Task(new TaskToken(shard, id, buffer.getInt(), buffer.getInt()));
      case 1 -> {
        int index = buffer.getInt();
        int items = buffer.getInt();
        UUID stateMachine = new UUID(buffer.getLong(), buffer.getLong());
        byte[] state = new byte[buffer.getInt()];
        buffer.get(state);
        byte[] label = new byte[buffer.remaining()];
        buffer.get(label);
        yield new MapRun(shard, id, index, items, stateMachine,
            new String(state, StandardCharsets.UTF_8), new String(label, StandardCharsets.UTF_8));
      }
      default -> throw new IllegalArgumentException("a parent of the form " + form);
    };
  }
}
