package dev.pawl.db.execution;

import dev.pawl.db.execution.Seals.Part;
import dev.pawl.db.vault.PayloadKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of executions and Map runs with all that they carry sealed, and as they were before. */
final class SealedRows {
  /** No cause of people or services begins so. */
  private static final String SEALED_TEXT = "\u0001";

  private final Seals seals;

  SealedRows(Seals seals) {
    this.seals = seals;
  }

  NewExecution seal(NewExecution row) {
    PayloadKey key = seals.ofNew(row.key().id(), row.stateMachineId(), row.revision(),
        row.parent());
    if (key == null) {
      return row;
    }
    UUID id = row.key().id();
    return new NewExecution(row.key(), row.stateMachineId(), row.revision(), row.by(), row.name(),
        row.nameGiven(), row.startedAt(), seal(key, row.input(), id, Part.INPUT),
        // Whoever has the database could try inputs until one fits.
        row.inputHash().length == 0
            ? row.inputHash()
            : key.mark(row.inputHash(), row.stateMachineId()),
        row.parent(), next(key, row.next(), id),
        row.history().map(segment -> history(key, segment, id)), payloads(key, row.payloads(), id),
        tasks(key, row.tasks(), id), items(key, row.items(), id), messages(key, row.messages()));
  }

  Burst seal(Burst burst) {
    PayloadKey key = seals.of(burst.key());
    if (key == null) {
      return burst;
    }
    UUID id = burst.key().id();
    return new Burst(burst.key(), burst.rev(), next(key, burst.next(), id),
        burst.history().map(segment -> history(key, segment, id)),
        payloads(key, burst.payloads(), id), tasks(key, burst.tasks(), id), burst.ends(),
        burst.releases(), burst.applied(), items(key, burst.items(), id), burst.droppedFrames(),
        messages(key, burst.messages()));
  }

  Reopening seal(Reopening row) {
    PayloadKey key = seals.of(row.key());
    if (key == null) {
      return row;
    }
    UUID id = row.key().id();
    return new Reopening(row.key(), row.status(), row.redrives(), row.redrivenAt(), row.tokens(),
        open(key, row.run(), id), history(key, row.history(), id));
  }

  MapRunStep seal(MapRunStep step) {
    PayloadKey key = seals.of(step.key());
    if (key == null) {
      return step;
    }
    UUID id = step.key().id();
    return new MapRunStep(step.key(), step.rev(), seal(key, step.state(), id, Part.STATE),
        step.wakeAt(), step.counts(), step.applied(), items(key, step.items(), id),
        step.renewed(),
        step.end().map(end -> new MapRunStep.End(end.status(), end.stoppedAt(),
            message(key, end.told()),
            end.result() == null ? null : seal(key, end.result(), id, Part.RESULT))));
  }

  AcceptedExpress seal(AcceptedExpress row) {
    PayloadKey key = seals.ofNew(row.key().id(), row.stateMachineId(), row.revision(),
        Optional.empty());
    return key == null
        ? row
        : new AcceptedExpress(row.key(), row.stateMachineId(), row.revision(), row.by(),
            row.name(), row.suffix(), row.startedAt(),
            seal(key, row.input(), row.key().id(), Part.INPUT), row.losses());
  }

  /** A part of an execution or Map run that there is. */
  byte[] seal(byte[] plain, ExecutionKey owner, Part part) {
    PayloadKey key = seals.of(owner);
    return key == null ? plain : seal(key, plain, owner.id(), part);
  }

  /** A part of a Map run whose row is yet to be. */
  byte[] seal(byte[] plain, ExecutionKey mapRun, UUID stateMachine, int revision, Part part) {
    PayloadKey key = seals.of(stateMachine, revision);
    return key == null ? plain : seal(key, plain, mapRun.id(), part);
  }

  /** A message between executions, sealed as its sender is. */
  OutgoingMessage seal(OutgoingMessage message, ExecutionKey sender) {
    PayloadKey key = seals.of(sender);
    return key == null ? message : message(key, message);
  }

  /** A record of an execution's log, which outlives it. */
  byte[] record(byte[] plain, UUID owner, UUID stateMachine, int revision) {
    PayloadKey key = seals.of(stateMachine, revision);
    return key == null ? plain : seal(key, plain, owner, Part.RECORD);
  }

  byte[] openRecord(byte[] stored, UUID owner) {
    return seals.open(stored, owner, Part.RECORD);
  }

  LoadedRun open(LoadedRun run) {
    UUID id = run.key().id();
    seals.learn(id, run.state());
    return new LoadedRun(run.key(), run.rev(), run.nextEvent(), run.wakeAt(),
        seals.open(run.state(), id, Part.STATE), run.stateMachineId(), run.revision(),
        run.version(), run.name(), run.startedAt(), seals.open(run.input(), id, Part.INPUT),
        run.parent(), run.redrives(),
        run.tasks().stream().map(task -> open(task, id)).toList(), open(run.messages()),
        run.dbNow());
  }

  private TaskRow open(TaskRow task, UUID id) {
    TaskAnswer answer = task.answer();
    return new TaskRow(task.seq(), task.attempt(), task.kind(), task.owner(), task.activityId(),
        task.claimedAt(), task.deadline(), task.heartbeatAt(), task.heartbeatSeconds(),
        seals.open(task.request(), id, Part.REQUEST),
        answer == null
            ? null
            : new TaskAnswer(answer.at(), answer.ok(),
                seals.open(answer.result(), id, Part.RESULT)));
  }

  List<InboxMessage> open(List<InboxMessage> messages) {
    return messages.stream().map(this::open).toList();
  }

  InboxMessage open(InboxMessage message) {
    return new InboxMessage(message.to(), message.at(), message.uid(), message.kind(),
        seals.open(message.body(), message.to().id(), Part.MESSAGE));
  }

  ClaimedTask open(ClaimedTask task) {
    return new ClaimedTask(task.key(), task.seq(), task.attempt(),
        seals.open(task.request(), task.key().id(), Part.REQUEST));
  }

  ExecutionRow open(ExecutionRow row) {
    UUID id = row.key().id();
    seals.learn(id, row.input());
    return new ExecutionRow(row.key(), row.stateMachineId(), row.revision(), row.by(), row.name(),
        row.status(), row.startedAt(), row.stoppedAt(), seals.open(row.input(), id, Part.INPUT),
        row.inputHash(), row.output().map(output -> seals.open(output, id, Part.OUTPUT)),
        row.error(), cause(row.cause(), id), row.parent(), row.redrives(), row.redriveTokens());
  }

  AcceptedExpress open(AcceptedExpress row) {
    return new AcceptedExpress(row.key(), row.stateMachineId(), row.revision(), row.by(),
        row.name(), row.suffix(), row.startedAt(),
        seals.open(row.input(), row.key().id(), Part.INPUT), row.losses());
  }

  OpenMapRun open(OpenMapRun run) {
    seals.learn(run.key().id(), run.state());
    return new OpenMapRun(run.key(), run.rev(), run.wakeAt(),
        seals.open(run.state(), run.key().id(), Part.STATE), run.maxConcurrency(),
        run.toleratedCount(), run.toleratedPercentage(), run.redrives(), open(run.messages()),
        run.dbNow());
  }

  MapRunRow open(MapRunRow run) {
    return new MapRunRow(run.key(), run.execution(), run.executionArn(), run.stateMachineId(),
        run.revision(), run.state(), run.label(), open(run.plan(), run.key(), Part.PLAN),
        run.status(), run.startedAt(), run.stoppedAt(), run.maxConcurrency(),
        run.toleratedCount(), run.toleratedPercentage(), run.counts(), run.redrives());
  }

  ClosedMapRun open(ClosedMapRun run, ExecutionKey key) {
    return new ClosedMapRun(run.status(), run.redrives(),
        run.state() == null ? null : open(run.state(), key, Part.STATE),
        run.result() == null ? null : open(run.result(), key, Part.RESULT));
  }

  KeptItem open(KeptItem item, ExecutionKey owner) {
    return new KeptItem(item.frame(), item.idx(), item.status(),
        open(item.output(), owner, Part.ITEM));
  }

  HistorySegment open(HistorySegment segment, ExecutionKey owner) {
    return new HistorySegment(segment.firstEvent(), segment.lastEvent(), segment.codec(),
        open(segment.data(), owner, Part.HISTORY));
  }

  StoredPayload open(StoredPayload payload, ExecutionKey owner) {
    return new StoredPayload(payload.hash(), payload.codec(),
        open(payload.data(), owner, Part.PAYLOAD));
  }

  byte[] open(byte[] stored, ExecutionKey owner, Part part) {
    return seals.open(stored, owner.id(), part);
  }

  private static byte[] seal(PayloadKey key, byte[] plain, UUID owner, Part part) {
    return key.seal(plain, owner, part.name());
  }

  private static Next next(PayloadKey key, Next next, UUID id) {
    return switch (next) {
      case OpenRun run -> open(key, run, id);
      case Closing closing -> new Closing(closing.status(),
          closing.output().map(output -> seal(key, output, id, Part.OUTPUT)), closing.error(),
          closing.cause() == null
              ? null
              : SEALED_TEXT + Base64.getEncoder().encodeToString(seal(key,
                  closing.cause().getBytes(StandardCharsets.UTF_8), id, Part.CAUSE)),
          closing.stoppedAt());
    };
  }

  private static OpenRun open(PayloadKey key, OpenRun run, UUID id) {
    return new OpenRun(seal(key, run.state(), id, Part.STATE), run.nextEvent(), run.wakeAt());
  }

  private @Nullable String cause(@Nullable String stored, UUID id) {
    if (stored == null || !stored.startsWith(SEALED_TEXT)) {
      return stored;
    }
    byte[] sealed = Base64.getDecoder().decode(stored.substring(SEALED_TEXT.length()));
    byte[] opened = seals.open(sealed, id, Part.CAUSE);
    // Whoever asks for the cause asks for the input, too, and learns why neither can be read.
    return PayloadKey.of(opened).isPresent() ? null : new String(opened, StandardCharsets.UTF_8);
  }

  private static HistorySegment history(PayloadKey key, HistorySegment segment, UUID id) {
    return new HistorySegment(segment.firstEvent(), segment.lastEvent(), segment.codec(),
        seal(key, segment.data(), id, Part.HISTORY));
  }

  private static List<StoredPayload> payloads(PayloadKey key, List<StoredPayload> payloads,
      UUID id) {
    return payloads.stream().map(payload -> new StoredPayload(payload.hash(), payload.codec(),
        seal(key, payload.data(), id, Part.PAYLOAD))).toList();
  }

  private static List<NewTask> tasks(PayloadKey key, List<NewTask> tasks, UUID id) {
    return tasks.stream().map(task -> new NewTask(task.seq(), task.attempt(), task.kind(),
        task.owner(), task.activityId(), task.deadline(), task.timeoutSeconds(),
        task.heartbeatSeconds(), seal(key, task.request(), id, Part.REQUEST))).toList();
  }

  private static List<KeptItem> items(PayloadKey key, List<KeptItem> items, UUID id) {
    return items.stream().map(item -> new KeptItem(item.frame(), item.idx(), item.status(),
        seal(key, item.output(), id, Part.ITEM))).toList();
  }

  private static List<OutgoingMessage> messages(PayloadKey key, List<OutgoingMessage> messages) {
    return messages.stream().map(message -> message(key, message)).toList();
  }

  /** What children tell their Map run is numbers alone, and several of them make one message. */
  private static OutgoingMessage message(PayloadKey key, OutgoingMessage message) {
    return message.kind() == MessageKind.ITEMS_CLOSED
        ? message
        : new OutgoingMessage(message.to(), message.kind(),
            seal(key, message.body(), message.to().id(), Part.MESSAGE));
  }
}
