package dev.pawl.core.interpreter;

import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.expression.EvaluationAllowance;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workbench of one decision: the frames as they change, and the events and effects so far. It knows no
 * state type; the classes that do ({@link Lines}, {@link Tasks}, {@link Forks}, {@link Failures}) work on it.
 */
final class Burst {
  /** Longer values, in bytes, are stored once however many events carry them. */
  private static final int SHARED = 8_192;

  final StateMachine machine;
  final Execution execution;
  final Surroundings around;
  final Setting setting;

  private final TreeMap<Integer, Frame> frames = new TreeMap<>();
  private final Deque<Integer> entering = new ArrayDeque<>();
  private final List<HistoryEvent> history = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final Map<Integer, TreeMap<Integer, Payload>> keptNow = new HashMap<>();
  private final @Nullable Instant timeoutAt;
  private final Set<Payload> weighed = Collections.newSetFromMap(new IdentityHashMap<>());
  private long recorded;
  private long nextEvent;
  private int nextSeq;
  private int nextFrame;
  private Decision.Next.@Nullable Closed closed;

  Burst(StateMachine machine, Execution execution, ExecutionState state, Surroundings around) {
    this(machine, execution, state, around, Setting.EXECUTION);
  }

  Burst(StateMachine machine, Execution execution, ExecutionState state, Surroundings around,
      Setting setting) {
    this.setting = setting;
    this.machine = machine;
    this.execution = execution;
    this.around = around;
    this.nextEvent = state.nextEvent();
    this.nextSeq = state.nextSeq();
    this.nextFrame = state.nextFrame();
    this.timeoutAt = state.timeoutAt();
    state.frames().forEach(this::put);
  }

  Instant now() {
    return around.now();
  }

  /** Whether a value is over AWS's limit, or nested so deeply that no text of it could be read again. */
  boolean isTooLarge(Payload value) {
    return value.isLongerThan(around.limits().payloadBytes());
  }

  // --- frames ---

  Frame frame(int id) {
    Frame frame = frames.get(id);
    if (frame == null) {
      throw new IllegalStateException("no frame " + id + " in " + execution.arn());
    }
    return frame;
  }

  /** Whether a frame is there and still stands so. */
  boolean has(Frame frame) {
    return frame.equals(frames.get(frame.id()));
  }

  /** The frames as they stand now. */
  List<Frame> frames() {
    return List.copyOf(frames.values());
  }

  /**
   * Visits every frame that is there now, as it stands when its turn comes: what one visit changes, the
   * next ones see, and a frame that is gone by then is passed over.
   */
  void visitFrames(Consumer<Frame> visit) {
    for (int id : List.copyOf(frames.keySet())) {
      Frame frame = frames.get(id);
      if (frame != null) {
        visit.accept(frame);
      }
    }
  }

  List<Frame> children(Frame parent) {
    return frames.values().stream().filter(frame -> frame.parent() == parent.id()).toList();
  }

  void put(Frame frame) {
    frames.put(frame.id(), frame);
    if (frame.position() instanceof Position.Entering) {
      entering.add(frame.id());
    }
  }

  void remove(Frame frame) {
    frames.remove(frame.id());
    entering.remove(frame.id());
  }

  /** The next frame that is about to enter a state; null where there is none. */
  @Nullable
  Frame nextEntering() {
    Integer id = entering.poll();
    return id == null ? null : frames.get(id);
  }

  int newFrameId() {
    return nextFrame++;
  }

  int newSeq() {
    return nextSeq++;
  }

  // --- history ---

  /**
   * Appends an event.
   *
   * @throws HistoryFull where only the event that ends the execution still has room
   */
  long record(long previous, HistoryEventType type, EventDetails details) {
    if (nextEvent >= around.limits().historyEvents() && !type.endsExecution()) {
      throw new HistoryFull(previous);
    }
    long id = nextEvent++;
    history.add(new HistoryEvent(id, previous, now(), type, details));
    weigh(details);
    return id;
  }

  /** A value that an event carries; one that many carry is stored once. */
  private void weigh(EventDetails details) {
    Payload value = switch (details) {
      case EventDetails.StateEntered entered -> entered.input();
      case EventDetails.StateExited exited -> exited.output();
      case EventDetails.TaskScheduled scheduled -> scheduled.parameters();
      case EventDetails.TaskOutput output -> output.output();
      default -> null;
    };
    if (value != null && (!value.isLongerThan(SHARED) || weighed.add(value))) {
      recorded += value.utf8Length();
    }
  }

  /**
   * Whether the burst should end at the next state, so that others get their turn. Its first state always gets its
   * own.
   *
   * @param transitions how many states it has entered
   */
  boolean isSpent(int transitions) {
    return transitions >= around.limits().burstTransitions()
        || (transitions > 0
            && (recorded >= around.limits().burstBytes() || around.watch().isTimeUp()));
  }

  // --- effects ---

  void start(Effect.StartTask task) {
    effects.add(task);
  }

  void awaitAnswer(int seq, int attempt) {
    effects.add(new Effect.AwaitAnswer(seq, attempt));
  }

  /** Ends an attempt; one that this very burst started is simply never begun, and an end is the first one given. */
  void end(int seq, int attempt, Effect.How how) {
    if (effects.stream().anyMatch(effect -> effect instanceof Effect.EndTask end
        && end.seq() == seq && end.attempt() == attempt)) {
      return;
    }
    boolean neverBegun = effects.removeIf(
        effect -> effect instanceof Effect.StartTask start && start.seq() == seq
            && start.attempt() == attempt);
    if (!neverBegun) {
      effects.removeIf(
          effect -> switch (effect) {
            case Effect.AwaitAnswer await -> await.seq() == seq && await.attempt() == attempt;
            case Effect.LookAfterJob look -> look.seq() == seq && look.attempt() == attempt;
            default -> false;
          });
      effects.add(new Effect.EndTask(seq, attempt, how));
    }
  }

  /** An attempt has ended without its job: what a {@code .sync} call has begun is to be stopped. */
  void stopJob(Position.Running running, State state) {
    if (state instanceof TaskState task
        && task.resource() instanceof Resource.Service service
        && service.isJob()) {
      effects.add(new Effect.StopJob(running.visit().seq(), running.attempt(), service,
          running.job()));
    }
  }

  void lookAfter(Position.Running running, Resource.Service service, Job job) {
    effects.add(new Effect.LookAfterJob(running.visit().seq(), running.attempt(), service, job));
  }

  void start(Effect.StartMapRun mapRun) {
    effects.add(mapRun);
  }

  void redrive(Effect.RedriveMapRun mapRun) {
    effects.add(mapRun);
  }

  /** The Map run's state has ended without it; one that this very burst started or redrove simply never begins. */
  void stopMapRun(Position.Mapping mapping, MapState map) {
    boolean neverBegun = effects.removeIf(effect -> switch (effect) {
      case Effect.StartMapRun start -> start.id().equals(mapping.mapRun());
      case Effect.RedriveMapRun redrive -> redrive.id().equals(mapping.mapRun());
      default -> false;
    });
    if (!neverBegun) {
      effects.add(
          new Effect.StopMapRun(mapping.mapRun(), DistributedMaps.label(execution, map)));
    }
  }

  // --- outputs of branches and iterations ---

  void keep(int fork, int index, Payload output) {
    keptNow.computeIfAbsent(fork, _ -> new TreeMap<>()).put(index, output);
  }

  /** All outputs of a fork, in order; they are no longer kept afterwards. */
  List<Payload> takeKept(int fork, int total) {
    TreeMap<Integer, Payload> all = new TreeMap<>();
    TreeMap<Integer, Payload> now = keptNow.getOrDefault(fork, new TreeMap<>());
    if (now.size() < total) {
      all.putAll(around.items().of(fork));
    }
    all.putAll(now);
    if (all.size() != total) {
      throw new IllegalStateException(
          "fork " + fork + " of " + execution.arn() + " has " + all.size() + " of " + total
              + " outputs");
    }
    dropKept(fork, total);
    return List.copyOf(all.values());
  }

  /**
   * Forgets the outputs of a fork.
   *
   * @param finished how many there are, in this burst and in earlier ones
   */
  void dropKept(int fork, int finished) {
    TreeMap<Integer, Payload> now = keptNow.remove(fork);
    if (finished > (now == null ? 0 : now.size())) {
      effects.add(new Effect.DropItems(fork));
    }
  }

  // --- the end ---

  void close(ExecutionStatus status, @Nullable Payload output, @Nullable StatesError error) {
    closed = new Decision.Next.Closed(status, output, error);
    for (Frame frame : frames.values()) {
      if (frame.position() instanceof Position.Running running && isOpen(running)) {
        stopJob(running, machine.state(frame.state()));
      }
      if (frame.position() instanceof Position.Mapping mapping) {
        stopMapRun(mapping, (MapState) machine.state(frame.state()));
      }
    }
    frames.clear();
    entering.clear();
  }

  boolean isClosed() {
    return closed != null;
  }

  boolean isTimedOut() {
    return timeoutAt != null && !timeoutAt.isAfter(now());
  }

  Decision decision() {
    if (closed != null) {
      return new Decision(closed, history,
          effects.stream()
              .filter(
                  effect -> effect instanceof Effect.EndTask || effect instanceof Effect.StopJob
                      || effect instanceof Effect.StopMapRun)
              .toList());
    }
    keptNow.forEach(
        (fork, outputs) -> outputs
            .forEach((index, output) -> effects.add(new Effect.KeepItem(fork, index, output))));
    ExecutionState state = new ExecutionState(nextEvent, nextSeq, nextFrame, timeoutAt,
        List.copyOf(frames.values()));
    return new Decision(new Decision.Next.Open(state, wakeAt()), history, effects);
  }

  /** Whether this burst has not ended the attempt, nor begun it. */
  private boolean isOpen(Position.Running running) {
    return effects.stream().noneMatch(
        effect -> switch (effect) {
          case Effect.EndTask end ->
            end.seq() == running.visit().seq() && end.attempt() == running.attempt();
          case Effect.StartTask start ->
            start.seq() == running.visit().seq() && start.attempt() == running.attempt();
          default -> false;
        });
  }

  private @Nullable Instant wakeAt() {
    Instant earliest = timeoutAt;
    for (Frame frame : frames.values()) {
      Instant due = switch (frame.position()) {
        case Position.Entering _,Position.Redriven _ -> now();
        case Position.Waiting waiting -> waiting.until();
        case Position.BackingOff backingOff -> backingOff.until();
        case Position.Running running -> running.wakeAt();
        case Position.Forked _,Position.Mapping _ -> null;
      };
      if (due != null && (earliest == null || due.isBefore(earliest))) {
        earliest = due;
      }
    }
    return earliest;
  }

  // --- what expressions see ---

  /** The reach of an expression of a state, without a task token. Each reach has its own allowance of time. */
  Scope scope(Frame frame, Visit visit, State state) {
    return scope(frame, visit, state, null, itemAround(frame));
  }

  /**
   * @param token the token of the attempt; null outside callback and job tasks
   * @param mapItem the item that the context object shows; null outside a Map
   */
  Scope scope(Frame frame, Visit visit, State state, @Nullable String token,
      @Nullable Map<String, Object> mapItem) {
    Supplier<Map<String, @Nullable Object>> context = () -> setting.context(execution, state,
        visit, token, mapItem);
    return new Scope(visit.input(), context, variables(frame), null, null, now(),
        around.random(), around.watch(), new EvaluationAllowance());
  }

  /** The item of the nearest Map around a frame; null where there is none. */
  @Nullable
  Map<String, Object> itemAround(Frame frame) {
    for (Frame inner = frame; inner.parent() != 0;) {
      Frame outer = frame(inner.parent());
      if (outer.position() instanceof Position.Forked forked && forked.items() != null) {
        return MapStep.itemContext(forked.items(), inner.index());
      }
      inner = outer;
    }
    return null;
  }

  /** The variables in reach: a frame's own and those of the frames around it. */
  private Map<String, Payload> variables(Frame frame) {
    if (frame.parent() == 0) {
      return frame.variables();
    }
    Map<String, Payload> outer = variables(frame(frame.parent()));
    if (frame.variables().isEmpty()) {
      return outer;
    }
    var all = new LinkedHashMap<>(outer);
    all.putAll(frame.variables());
    return all;
  }
}
