package dev.pawl.db.execution;

import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Rows.Of;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** New executions that are written together, cut by table. */
final class StartRows {
  static final Unnest<Of<NewExecution>> EXECUTIONS = Unnest.<Of<NewExecution>>rows()
      .smallint("shard", r -> r.key().shard())
      .integer("day", Of::day)
      .uuid("id", r -> r.key().id())
      .bool("named", r -> r.row().nameGiven())
      .uuid("sm_id", r -> r.row().stateMachineId())
      .integer("revision", r -> r.row().revision())
      .integer("version", r -> r.row().by().version().orElse(null))
      .text("alias", r -> r.row().by().alias().orElse(null))
      .text("name", r -> r.row().storedName())
      .time("started_at", r -> r.row().startedAt())
      .bytea("input", r -> r.row().input())
      .bytea("input_hash", r -> r.row().inputHash())
      .bytea("parent", r -> r.row().parent().orElse(null))
      .text("status", r -> r.row().next() instanceof Closing closing
          ? closing.status().name()
          : ExecutionStatus.RUNNING.name())
      .time("stopped_at", r -> ifClosing(r, Closing::stoppedAt))
      .bytea("output", r -> ifClosing(r, c -> c.output().orElse(null)))
      .text("error", r -> ifClosing(r, Closing::error))
      .text("cause", r -> ifClosing(r, Closing::cause));

  static final Unnest<Of<Opened>> RUNS = Unnest.<Of<Opened>>rows()
      .smallint("shard", r -> r.key().shard())
      .uuid("id", r -> r.key().id())
      .integer("next_event", r -> r.row().run().nextEvent())
      .time("wake_at", r -> r.row().run().wakeAt())
      .bytea("state", r -> r.row().run().state())
      .smallint("lane", r -> r.row().lane());

  static final Unnest<Of<OutgoingMessage>> MESSAGES = Unnest.<Of<OutgoingMessage>>rows()
      .uuid("sender", r -> r.key().id())
      .smallint("shard", r -> r.row().to().shard())
      .uuid("id", r -> r.row().to().id())
      .bigint("uid", _ -> ThreadLocalRandom.current().nextLong())
      .smallint("kind", r -> r.row().kind().code())
      .bytea("body", r -> r.row().body());

  final List<Of<NewExecution>> executions = new ArrayList<>();
  final List<Of<HistorySegment>> history = new ArrayList<>();
  final List<Of<StoredPayload>> payloads = new ArrayList<>();
  final List<Of<Opened>> runs = new ArrayList<>();
  final List<Of<NewTask>> tasks = new ArrayList<>();
  final List<Of<KeptItem>> items = new ArrayList<>();
  final List<Of<OutgoingMessage>> messages = new ArrayList<>();

  /** An execution that goes on, and its lane. */
  record Opened(OpenRun run, int lane) {}

  void add(NewExecution execution, int day, int lane) {
    ExecutionKey key = execution.key();
    executions.add(new Of<>(key, day, execution));
    execution.history().ifPresent(h -> history.add(new Of<>(key, day, h)));
    execution.payloads().forEach(p -> payloads.add(new Of<>(key, day, p)));
    if (execution.next() instanceof OpenRun run) {
      runs.add(new Of<>(key, day, new Opened(run, lane)));
    }
    execution.tasks().forEach(t -> tasks.add(new Of<>(key, day, t)));
    execution.items().forEach(i -> items.add(new Of<>(key, day, i)));
    execution.messages().forEach(m -> messages.add(new Of<>(key, day, m)));
  }

  private static <T> @Nullable T ifClosing(
      Of<NewExecution> execution, Function<Closing, @Nullable T> part) {
    return execution.row().next() instanceof Closing closing ? part.apply(closing) : null;
  }
}
