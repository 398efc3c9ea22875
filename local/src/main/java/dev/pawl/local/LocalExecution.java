package dev.pawl.local;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.local.mock.Mocked;
import dev.pawl.local.mock.MockedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One execution of a run: the run's own, or a child of a Distributed Map. Belongs to the run's thread. */
final class LocalExecution {
  /** A call gives up this much later than its state, so that it is the state's timeout that people see. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final LocalRun run;
  private final Execution execution;
  private final StateMachine definition;
  private final Limits limits;
  private final Consumer<HistoryEvent> history;
  private final Consumer<Decision.Next.Closed> end;
  private final Map<Integer, TreeMap<Integer, Payload>> items = new HashMap<>();
  private final Map<UUID, LocalMapRun> mapRuns = new HashMap<>();
  private @Nullable ExecutionState state;
  private LocalRun.@Nullable Timer alarm;
  private boolean isClosed;

  /**
   * @param history gets every event
   * @param end told once how it has ended
   */
  LocalExecution(LocalRun run, Execution execution, StateMachine definition, MachineType type,
      Consumer<HistoryEvent> history, Consumer<Decision.Next.Closed> end) {
    this.run = run;
    this.execution = execution;
    this.definition = definition;
    this.limits = type == MachineType.EXPRESS
        ? run.parts().limits().ofExpress()
        : run.parts().limits();
    this.history = history;
    this.end = end;
  }

  boolean isClosed() {
    return isClosed;
  }

  void begin() {
    follow(Interpreter.start(definition, execution, around()));
  }

  /** Something has come; it is applied in its turn. */
  void deliver(Event event) {
    run.later(() -> take(event));
  }

  /** Something has come, and is applied now. */
  void take(Event event) {
    if (!isClosed) {
      burst(List.of(event));
    }
  }

  boolean waitsFor(LocalRun.Timer timer) {
    return alarm != null && alarm.number() == timer.number();
  }

  /** A timer is due. */
  void ring() {
    burst(List.of());
  }

  private void burst(List<Event> events) {
    ExecutionState before = Objects.requireNonNull(state);
    follow(Interpreter.decide(definition, execution, before, withDues(events, before), around()));
  }

  /** Timers fire in every burst; those of tasks by what their state says. */
  private static List<Event> withDues(List<Event> events, ExecutionState state) {
    List<Event> all = new ArrayList<>(events);
    all.add(Event.Alarm.of(state));
    return all;
  }

  private void follow(Decision decision) {
    decision.history().forEach(event -> {
      history.accept(event);
      run.listener().happened(execution, event);
    });
    alarm = null;
    switch (decision.next()) {
      case Decision.Next.Open(ExecutionState next, Instant wakeAt) -> {
        state = next;
        alarm = wakeAt == null ? null : run.timer(wakeAt, this);
        decision.effects().forEach(this::follow);
      }
      case Decision.Next.Closed closed -> {
        isClosed = true;
        decision.effects().forEach(this::follow);
        end.accept(closed);
      }
    }
  }

  private void follow(Effect effect) {
    switch (effect) {
      case Effect.StartTask task -> start(task);
      case Effect.EndTask task -> run.calls().forget(attempt(task.seq(), task.attempt()));
      case Effect.KeepItem(int fork, int index, Payload output) ->
        items.computeIfAbsent(fork, _ -> new TreeMap<>()).put(index, output);
      case Effect.DropItems(int fork) -> items.remove(fork);
      case Effect.StartMapRun mapRun -> start(mapRun);
      case Effect.StopMapRun mapRun -> {
        LocalMapRun open = mapRuns.remove(mapRun.id());
        if (open != null) {
          open.stop();
        }
      }
      case Effect.AwaitAnswer _,Effect.StopJob _,Effect.LookAfterJob _ -> {
        // Mocks alone answer later, and have begun no job.
      }
      case Effect.RedriveMapRun _ ->
        throw new IllegalStateException("nobody redrives " + execution.arn());
    }
  }

  private void start(Effect.StartTask task) {
    Frame frame = frames().stream()
        .filter(one -> one.position() instanceof Frame.Position.Running running
            && running.visit().seq() == task.seq())
        .findFirst().orElseThrow();
    Optional<Mocked> mocked = run.parts().mocks().next(new MockedCall(frame.state(), path(frame),
        task.attempt(), Optional.of(task.resource()), task.parameters()));
    if (mocked.isPresent()) {
      answer(task, mocked.get());
      return;
    }
    run.calls().begin(frame.state(),
        new TaskRequest(attempt(task.seq(), task.attempt()), run.parts().clock().now(),
            task.resource(), task.parameters(), execution.arn(), execution.roleArn(),
            IdempotencyTokens.of(execution.id(), task.seq(), task.attempt()), task.roleArn(),
            Duration.ofSeconds(task.timeoutSeconds()).plus(GRACE)),
        outcome -> take(new Event.CallReturned(task.seq(), task.attempt(), outcome)));
  }

  /** What the engine would be told, one after the other: by a connector, a worker, or whoever has the token. */
  private void answer(Effect.StartTask task, Mocked mocked) {
    int seq = task.seq();
    int attempt = task.attempt();
    boolean isActivity = task.resource() instanceof Resource.Activity;
    boolean isBegunFirst = task.resource() instanceof Resource.Service service
        && service.pattern() != Resource.Pattern.REQUEST_RESPONSE;
    if (isActivity) {
      Instant deadline = run.parts().clock().now().plusSeconds(task.timeoutSeconds());
      Long heartbeat = task.heartbeatSeconds();
      Instant due = heartbeat == null || heartbeat >= task.timeoutSeconds()
          ? deadline
          : run.parts().clock().now().plusSeconds(heartbeat);
      deliver(new Event.ActivityStarted(seq, attempt, null, deadline, due));
    } else if (isBegunFirst) {
      deliver(new Event.CallReturned(seq, attempt,
          Outcome.ok(mocked.submitted().orElse(Payload.EMPTY_OBJECT))));
    }
    if (mocked instanceof Mocked.Answer answer) {
      deliver(isActivity || isBegunFirst
          ? new Event.Answered(seq, attempt, answer.outcome())
          : new Event.CallReturned(seq, attempt, answer.outcome()));
    }
  }

  private void start(Effect.StartMapRun asked) {
    Frame frame = frames().stream()
        .filter(one -> one.position() instanceof Frame.Position.Mapping mapping
            && mapping.mapRun().equals(asked.id()))
        .findFirst().orElseThrow();
    Optional<Mocked> mocked = run.parts().mocks().next(new MockedCall(asked.state(), path(frame),
        ((Frame.Position.Mapping) frame.position()).visit().retries().stream()
            .mapToInt(Integer::intValue).sum(),
        Optional.empty(), Payload.NULL));
    if (mocked.isPresent()) {
      if (mocked.get() instanceof Mocked.Answer answer) {
        deliver(new Event.MapRunClosed(asked.id(), 0, answer.outcome()));
      }
      return;
    }
    LocalMapRun mapRun = new LocalMapRun(run, execution, definition, asked, result -> {
      mapRuns.remove(asked.id());
      deliver(new Event.MapRunClosed(asked.id(), 0, result));
    });
    mapRuns.put(asked.id(), mapRun);
    run.later(mapRun::go);
  }

  private List<Frame> frames() {
    return Objects.requireNonNull(state).frames();
  }

  /** The numbers of the Map iterations around a frame, outermost first. */
  private List<Integer> path(Frame frame) {
    Map<Integer, Frame> byId = new HashMap<>();
    frames().forEach(known -> byId.put(known.id(), known));
    List<Integer> path = new ArrayList<>();
    Frame inner = frame;
    for (Frame outer = byId.get(inner.parent()); outer != null; outer = byId.get(inner.parent())) {
      if (outer.position() instanceof Frame.Position.Forked forked && forked.items() != null) {
        path.addFirst(inner.index());
      }
      inner = outer;
    }
    return path;
  }

  private TaskToken attempt(int seq, int attempt) {
    return new TaskToken(execution.shard(), execution.id(), seq, attempt);
  }

  private Surroundings around() {
    return new Surroundings(run.parts().clock().now(), run.parts().random(),
        (seq, attempt) -> run.tokens().issue(attempt(seq, attempt)),
        fork -> items.getOrDefault(fork, new TreeMap<>()), _ -> true, limits);
  }
}
