package dev.pawl.db.execution;

import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Rows.Of;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Bursts that are written together, cut by table. */
final class BurstRows {
  static final Unnest<Of<Burst>> BURSTS = Unnest.<Of<Burst>>rows()
      .smallint("shard", b -> b.key().shard())
      .uuid("id", b -> b.key().id())
      .integer("day", Of::day)
      .bigint("rev", b -> b.row().rev())
      .bool("closing", b -> b.row().next() instanceof Closing)
      .integer("next_event", b -> ifOpen(b, OpenRun::nextEvent))
      .bytea("state", b -> ifOpen(b, OpenRun::state))
      .time("wake_at", b -> ifOpen(b, OpenRun::wakeAt))
      .text("status", b -> ifClosing(b, c -> c.status().name()))
      .time("stopped_at", b -> ifClosing(b, Closing::stoppedAt))
      .bytea("output", b -> ifClosing(b, c -> c.output().orElse(null)))
      .text("error", b -> ifClosing(b, Closing::error))
      .text("cause", b -> ifClosing(b, Closing::cause));

  static final Unnest<Of<TaskEnd>> ENDS = Unnest.<Of<TaskEnd>>rows()
      .smallint("shard", e -> e.key().shard())
      .uuid("id", e -> e.key().id())
      .integer("seq", e -> e.row().seq())
      .integer("attempt", e -> e.row().attempt())
      .text("how", e -> e.row().how().word())
      .uuid("owner", e -> e.row().owner());

  static final Unnest<Of<TaskRelease>> RELEASES = Unnest.<Of<TaskRelease>>rows()
      .smallint("shard", r -> r.key().shard())
      .uuid("id", r -> r.key().id())
      .integer("seq", r -> r.row().seq())
      .integer("attempt", r -> r.row().attempt());

  static final Unnest<Of<MessageKey>> APPLIED = Unnest.<Of<MessageKey>>rows()
      .smallint("shard", m -> m.key().shard())
      .uuid("id", m -> m.key().id())
      .time("at", m -> m.row().at())
      .bigint("uid", m -> m.row().uid());

  static final Unnest<Of<Integer>> FRAMES = Unnest.<Of<Integer>>rows()
      .smallint("shard", f -> f.key().shard())
      .uuid("id", f -> f.key().id())
      .integer("frame", Of::row);

  /** Whether what ends {@code task t} as {@code d} says may end it. */
  static final String MAY_END = """
      case d.how
        when 'result' then t.done_at is null and t.owner = d.owner
        when 'answer' then t.done_at is not null
        when 'timeout' then t.done_at is null and %s <= now()
        when 'lost' then t.done_at is null and t.owner = d.owner
        when 'job' then t.done_at is null
        when 'drop' then true
      end
      """.formatted(Rows.DUE);

  /** An alarm that is set already and rings early stays: writing the same value keeps the update off the index. */
  static final String EARLIER_ALARM = """
      case when r.wake_at > now() and (u.wake_at is null or r.wake_at <= u.wake_at) then r.wake_at
        else u.wake_at end
      """;

  final List<Of<Burst>> bursts = new ArrayList<>();
  final List<Of<TaskEnd>> ends = new ArrayList<>();
  final List<Of<TaskRelease>> releases = new ArrayList<>();
  final List<Of<MessageKey>> applied = new ArrayList<>();
  final List<Of<Integer>> frames = new ArrayList<>();
  final List<Of<NewTask>> tasks = new ArrayList<>();
  final List<Of<HistorySegment>> history = new ArrayList<>();
  final List<Of<StoredPayload>> payloads = new ArrayList<>();
  final List<Of<KeptItem>> items = new ArrayList<>();
  final List<OutgoingMessage> messages = new ArrayList<>();

  void add(Burst burst, int day) {
    Set<Integer> ended = new HashSet<>();
    for (TaskEnd end : burst.ends()) {
      if (!ended.add(end.seq())) {
        throw new IllegalArgumentException("a task ends twice in a burst: " + burst.key().id());
      }
    }
    ExecutionKey key = burst.key();
    bursts.add(new Of<>(key, day, burst));
    burst.ends().forEach(end -> ends.add(new Of<>(key, day, end)));
    burst.releases().forEach(release -> releases.add(new Of<>(key, day, release)));
    burst.applied().forEach(message -> applied.add(new Of<>(key, day, message)));
    burst.droppedFrames().forEach(frame -> frames.add(new Of<>(key, day, frame)));
    burst.tasks().forEach(task -> tasks.add(new Of<>(key, day, task)));
    burst.history().ifPresent(segment -> history.add(new Of<>(key, day, segment)));
    burst.payloads().forEach(payload -> payloads.add(new Of<>(key, day, payload)));
    burst.items().forEach(item -> items.add(new Of<>(key, day, item)));
    messages.addAll(burst.messages());
  }

  /** The bursts that close their execution. */
  List<Of<Burst>> closing() {
    return bursts.stream().filter(burst -> burst.row().next() instanceof Closing).toList();
  }

  /** The bursts after which their execution is open. */
  List<Of<Burst>> open() {
    return bursts.stream().filter(burst -> burst.row().next() instanceof OpenRun).toList();
  }

  List<ExecutionKey> keys() {
    return bursts.stream().map(Of::key).toList();
  }

  private static <T> @Nullable T ifOpen(Of<Burst> burst, Function<OpenRun, @Nullable T> part) {
    return burst.row().next() instanceof OpenRun open ? part.apply(open) : null;
  }

  private static <T> @Nullable T ifClosing(Of<Burst> burst, Function<Closing, @Nullable T> part) {
    return burst.row().next() instanceof Closing closing ? part.apply(closing) : null;
  }
}
