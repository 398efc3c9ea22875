package dev.pawl.worker.burst;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.Packed;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.codec.StoredCall;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.db.execution.Closing;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.execution.NewTask;
import dev.pawl.db.execution.Next;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.TaskEnd;
import dev.pawl.db.execution.TaskKind;
import dev.pawl.db.execution.TaskRelease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A decision as rows.
 *
 * @param tasks new task rows
 * @param ends attempts that are over
 * @param releases callback tasks that now wait for their token alone
 * @param items outputs to keep
 * @param droppedForks forks whose outputs go
 */
public record Packing(Next next, Optional<HistorySegment> history, List<StoredPayload> payloads,
    List<NewTask> tasks,
    List<TaskEnd> ends, List<TaskRelease> releases, List<KeptItem> items,
    List<Integer> droppedForks) {

  /** The layout of history segments and payloads: {@link Codec}'s. */
  private static final byte LAYOUT = 1;

  /**
   * @param me this node's incarnation
   * @param caller who makes the new calls: this node; null where it stops, for whoever finds them
   * @param now the time of the burst
   * @param watchdog after what time an execution with an own call is looked at
   * @param deadOwner the dead incarnation whose attempt is given up; null where none is
   * @param activities finds an activity's id by its ARN
   */
  public static Packing of(Decision decision, UUID me, @Nullable UUID caller, Instant now,
      Duration watchdog,
      Function<Effect.EndTask, @Nullable UUID> deadOwner,
      Function<String, UUID> activities) {
    var payloads = new LinkedHashMap<PayloadHash, Payload>();
    var tasks = new ArrayList<NewTask>();
    var ends = new ArrayList<TaskEnd>();
    var releases = new ArrayList<TaskRelease>();
    var items = new ArrayList<KeptItem>();
    var droppedForks = new ArrayList<Integer>();
    for (Effect effect : decision.effects()) {
      switch (effect) {
        case Effect.StartTask start -> tasks.add(task(start, caller, payloads, activities));
        case Effect.EndTask end -> ends.add(end(end, me, deadOwner));
        case Effect.AwaitAnswer(int seq, int attempt) ->
          releases.add(new TaskRelease(seq, attempt));
        case Effect.KeepItem(int fork, int index, Payload output) -> items.add(
            new KeptItem(fork, index, 0, Codec.pack(output)));
        case Effect.DropItems(int fork) -> droppedForks.add(fork);
        case Effect.StopJob _,Effect.LookAfterJob _,Effect.StartMapRun _,Effect.RedriveMapRun _,Effect.StopMapRun _ -> {
          // Become messages, see Family, or are done once all is written, see Jobs.
        }
      }
    }
    Next next = next(decision, now, caller == null ? Duration.ZERO : watchdog, payloads);
    Optional<HistorySegment> history = history(decision.history(), payloads);
    List<StoredPayload> stored = payloads.entrySet()
        .stream()
        .map(entry -> new StoredPayload(entry.getKey().bytes(), LAYOUT,
            Codec.pack(entry.getValue())))
        .toList();
    return new Packing(next, history, stored, tasks, ends, releases, items, droppedForks);
  }

  private static Next next(Decision decision, Instant now, Duration watchdog,
      Map<PayloadHash, Payload> payloads) {
    return switch (decision.next()) {
      case Decision.Next.Open(ExecutionState state, Instant wakeAt) -> {
        Packed packed = Codec.pack(state);
        payloads.putAll(packed.payloads());
        yield new OpenRun(packed.bytes(), (int) state.nextEvent(),
            alarm(state, wakeAt, now.plus(watchdog)));
      }
      case Decision.Next.Closed(ExecutionStatus _, Payload output, StatesError _) when output != null ->
        Closing.succeeded(Codec.pack(output), now);
      case Decision.Next.Closed(ExecutionStatus status, Payload _, StatesError error) ->
        Closing.failed(
            dev.pawl.db.execution.ExecutionStatus.valueOf(status.name()),
            error == null ? null : error.name(),
            error == null ? null : error.cause(), now);
    };
  }

  /** The earlier of what is due and the look at own calls. */
  private static @Nullable Instant alarm(ExecutionState state, @Nullable Instant wakeAt,
      Instant look) {
    boolean calling = state.frames()
        .stream()
        .anyMatch(frame -> frame.position() instanceof Frame.Position.Running running
            && !running.submitted());
    return calling && (wakeAt == null || look.isBefore(wakeAt)) ? look : wakeAt;
  }

  private static Optional<HistorySegment> history(List<HistoryEvent> events,
      Map<PayloadHash, Payload> payloads) {
    if (events.isEmpty()) {
      return Optional.empty();
    }
    Packed packed = Codec.pack(events);
    payloads.putAll(packed.payloads());
    return Optional.of(
        new HistorySegment((int) events.getFirst().id(), (int) events.getLast().id(), LAYOUT,
            packed.bytes()));
  }

  private static NewTask task(Effect.StartTask start, @Nullable UUID caller,
      Map<PayloadHash, Payload> payloads,
      Function<String, UUID> activities) {
    Packed call = Codec.pack(
        new StoredCall(start.resource(), start.parameters(), start.roleArn(),
            start.timeoutSeconds()));
    payloads.putAll(call.payloads());
    Integer heartbeat = start.heartbeatSeconds() == null
        ? null
        : Math.toIntExact(start.heartbeatSeconds());
    return switch (start.resource()) {
      case Resource.Activity(String arn) -> new NewTask(
          start.seq(), start.attempt(), TaskKind.ACTIVITY, null, activities.apply(arn), null,
          Math.toIntExact(start.timeoutSeconds()), heartbeat, call.bytes());
      case Resource.Service service when service.pattern() != Resource.Pattern.REQUEST_RESPONSE ->
        new NewTask(
            start.seq(), start.attempt(), TaskKind.TOKEN, caller, null, start.deadline(), null,
            heartbeat, call.bytes());
      case Resource.Service _,Resource.Function _ -> new NewTask(
          start.seq(), start.attempt(), TaskKind.CALL, caller, null, start.deadline(), null,
          heartbeat,
          call.bytes());
    };
  }

  private static TaskEnd end(Effect.EndTask end, UUID me,
      Function<Effect.EndTask, @Nullable UUID> deadOwner) {
    return switch (end.how()) {
      case RESULT -> TaskEnd.result(end.seq(), end.attempt(), me);
      case ANSWER -> TaskEnd.answer(end.seq(), end.attempt());
      case TIMEOUT -> TaskEnd.timeout(end.seq(), end.attempt());
      case JOB -> TaskEnd.job(end.seq(), end.attempt());
      case DROP -> TaskEnd.drop(end.seq(), end.attempt());
      case LOST -> {
        UUID dead = deadOwner.apply(end);
        yield TaskEnd.lost(end.seq(), end.attempt(), dead == null ? me : dead);
      }
    };
  }
}
