package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.Packed;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution driven by hand, in virtual time. After every burst it stores and reads back what was decided,
 * and checks what must hold of any decision: ids without a gap, every task row and every kept output begun
 * and ended once, nothing left over, and the same decision when it is asked again. Single quotes in
 * definitions and data stand for double ones.
 */
final class TestRun {
  static final Instant START = Instant.parse("2026-03-01T12:00:00.250Z");
  static final String FUNCTION = "'arn:aws:lambda:us-east-1:111111111111:function:f'";
  static final String SERVICE = "'arn:aws:states:::sqs:sendMessage'";
  static final String CALLBACK = "'arn:aws:states:::sqs:sendMessage.waitForTaskToken'";
  static final String ACTIVITY = "'arn:aws:states:us-east-1:111111111111:activity:a'";
  private static final String ARN = "arn:aws:states:us-east-1:111111111111:";

  private final StateMachine machine;
  private Execution execution;
  private final Limits limits;
  private final long seed;
  private final List<HistoryEvent> history = new ArrayList<>();
  private final Map<Integer, Effect.StartTask> open = new TreeMap<>();
  private final List<Effect> effects = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final Map<Integer, TreeMap<Integer, Payload>> kept = new HashMap<>();
  private Instant now = START;
  private int bursts;
  private Decision.Next next;

  private TestRun(StateMachine machine, String input, Limits limits, long seed) {
    this.machine = machine;
    this.limits = limits;
    this.seed = seed;
    this.execution = execution(input);
    this.next = take(Interpreter.start(machine, execution, around()),
        Interpreter.start(machine, execution, around()));
  }

  static Execution execution(String input) {
    return new Execution(
        UUID.fromString("0190d7e8-0000-7000-8000-000000000001"), 7, ARN + "execution:m:run", "run",
        "arn:aws:iam::111111111111:role/r", ARN + "stateMachine:m", "m", "us-east-1",
        Payload.parse(json(input)), START, ExecutionKind.STANDARD);
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  static StateMachine parse(String definition) {
    ParseResult result = DefinitionParser.parse(json(definition), MachineType.STANDARD);
    assertThat(result).as(definition).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) result).machine();
  }

  /** Starts a machine with these states; the first is A. */
  static TestRun of(String states, String input) {
    return of(states, input, Limits.DEFAULT);
  }

  static TestRun of(String states, String input, Limits limits) {
    return ofMachine("{'StartAt': 'A', 'States': {" + states + "}}", input, limits, 1);
  }

  static TestRun ofMachine(String definition, String input, Limits limits, long seed) {
    return new TestRun(parse(definition), input, limits, seed);
  }

  // --- what happens to it ---

  TestRun apply(Event... events) {
    return apply(Arrays.asList(events));
  }

  TestRun apply(List<Event> events) {
    ExecutionState state = state();
    bursts++;
    next = take(Interpreter.decide(machine, execution, state, events, around()),
        Interpreter.decide(machine, execution, state, events, around()));
    return this;
  }

  /** Redrives an execution that has not succeeded, and lets its next burst come. */
  TestRun redrive() {
    return reopen().apply();
  }

  /** Redrives an execution that has not succeeded. */
  TestRun reopen() {
    assertThat(isOpen()).isFalse();
    execution = execution.redriven(new Redrives(execution.redrives().count() + 1, now));
    bursts++;
    next = take(Interpreter.redrive(machine, execution.redrives(), history.size(), limits),
        Interpreter.redrive(machine, execution.redrives(), history.size(), limits));
    return this;
  }

  /** Moves the clock on and lets what is due fire. */
  TestRun after(long millis) {
    now = now.plusMillis(millis);
    return apply(alarm());
  }

  TestRun succeed(String state, String output) {
    Frame.Position.Running running = running(state);
    return apply(
        returned(running, Outcome.ok(Payload.ofText(json(output)))));
  }

  TestRun fail(String state, @Nullable String error, @Nullable String cause) {
    return apply(returned(running(state), Outcome.failed(new StatesError(error, cause))));
  }

  TestRun answer(String state, String output) {
    Frame.Position.Running running = running(state);
    return apply(new Event.Answered(running.visit().seq(), running.attempt(),
        Outcome.ok(Payload.ofText(json(output)))));
  }

  TestRun refuse(String state, @Nullable String error, @Nullable String cause) {
    Frame.Position.Running running = running(state);
    return apply(new Event.Answered(running.visit().seq(), running.attempt(),
        Outcome.failed(new StatesError(error, cause))));
  }

  TestRun lose(String state) {
    Frame.Position.Running running = running(state);
    return apply(new Event.WorkerLost(running.visit().seq(), running.attempt()));
  }

  /** A worker takes an activity's task. */
  TestRun claim(String state, @Nullable String worker) {
    Frame.Position.Running running = running(state);
    Effect.StartTask task = Objects.requireNonNull(open.get(running.visit().seq()));
    Instant deadline = now.plusSeconds(task.timeoutSeconds());
    Long heartbeat = task.heartbeatSeconds();
    Instant due = heartbeat == null ? deadline : now.plusSeconds(heartbeat);
    return apply(new Event.ActivityStarted(running.visit().seq(), running.attempt(), worker,
        deadline, due));
  }

  /** Bursts until it waits for something outside, moving the clock to each time it asks to be woken at. */
  TestRun untilQuiet() {
    for (int i = 0; i < 10_000 && next instanceof Decision.Next.Open o && o.wakeAt() != null
        && o.wakeAt().isBefore(execution.startedAt().plusSeconds(31_536_000)); i++) {
      if (o.wakeAt().isAfter(now)) {
        now = o.wakeAt();
      }
      apply(alarm());
    }
    return this;
  }

  Event.Alarm alarm() {
    var due = new HashMap<Integer, Instant>();
    for (Frame frame : state().frames()) {
      if (frame.position() instanceof Frame.Position.Running r && r.due() != null) {
        due.put(r.visit().seq(), Objects.requireNonNull(r.due()));
      }
    }
    return new Event.Alarm(due);
  }

  private static Event returned(Frame.Position.Running running, Outcome<Payload> outcome) {
    return new Event.CallReturned(running.visit().seq(), running.attempt(), outcome);
  }

  // --- what can be seen ---

  boolean isOpen() {
    return next instanceof Decision.Next.Open;
  }

  ExecutionState state() {
    assertThat(next).isInstanceOf(Decision.Next.Open.class);
    return ((Decision.Next.Open) next).state();
  }

  @Nullable
  Instant wakeAt() {
    return ((Decision.Next.Open) next).wakeAt();
  }

  /** When it wants to be woken, in milliseconds from now. */
  long wakesIn() {
    return Objects.requireNonNull(wakeAt()).toEpochMilli() - now.toEpochMilli();
  }

  /** {@code OPEN}, the output of an execution that succeeded, or status, error and cause of one that did not. */
  String result() {
    return switch (next) {
      case Decision.Next.Open _ -> "OPEN";
      case Decision.Next.Closed closed -> {
        StatesError error = closed.error();
        Payload output = closed.output();
        yield error == null
            ? Objects.requireNonNull(output).text().replace('"', '\'')
            : closed.status() + " " + error.name() + ": " + error.cause();
      }
    };
  }

  /** The running attempt of a state; the first one where the state runs in several frames. */
  Frame.Position.Running running(String state) {
    return state().frames().stream()
        .filter(frame -> frame.state().equals(state))
        .map(Frame::position)
        .filter(Frame.Position.Running.class::isInstance)
        .map(Frame.Position.Running.class::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError(state + " is not running in " + history()));
  }

  Effect.StartTask task(String state) {
    return Objects.requireNonNull(open.get(running(state).visit().seq()));
  }

  List<Effect.StartTask> openTasks() {
    return List.copyOf(open.values());
  }

  /** What the last burst wanted done. */
  List<Effect> effects() {
    return effects;
  }

  /** The whole history: type, id and what it points to. */
  List<String> history() {
    return history.stream()
        .map(e -> e.id() + " " + e.type() + " <" + e.previousEventId())
        .toList();
  }

  List<String> types() {
    return history.stream().map(e -> e.type().name()).toList();
  }

  List<HistoryEvent> events() {
    return history;
  }

  long count(HistoryEventType type) {
    return history.stream().filter(e -> e.type() == type).count();
  }

  /** The input that a state was entered with, the last time. */
  String inputOf(String state) {
    return history.stream()
        .map(HistoryEvent::details)
        .filter(EventDetails.StateEntered.class::isInstance)
        .map(EventDetails.StateEntered.class::cast)
        .filter(entered -> entered.name().equals(state))
        .map(entered -> entered.input().text().replace('"', '\''))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  /** Where it stands by its history alone. */
  HistoryFold.Rebuilt rebuilt() {
    return HistoryFold.of(machine, execution, history::forEach, around());
  }

  StateMachine machine() {
    return machine;
  }

  Instant now() {
    return now;
  }

  /** Moves the clock on; nothing happens to the execution. */
  void sleep(long millis) {
    now = now.plusMillis(millis);
  }

  /** All that was decided so far, the start first. */
  List<Decision> decisions() {
    return decisions;
  }

  /** The same machine and input, decided in memory alone: nothing is ever stored. */
  UnstoredRun unstored() {
    return new UnstoredRun(machine, execution, limits, seed);
  }

  Map<Integer, ? extends Map<Integer, Payload>> kept() {
    return kept;
  }

  // --- what must hold of every decision ---

  private Decision.Next take(Decision decision, Decision again) {
    assertThat(again).isEqualTo(decision);
    decisions.add(decision);
    decision.history().forEach(event -> {
      assertThat(event.id()).isEqualTo(history.size() + 1L);
      assertThat(event.previousEventId()).isBetween(0L, event.id() - 1);
      assertThat(event.timestamp()).isEqualTo(now);
      history.add(event);
    });
    assertThat(history.size()).isLessThanOrEqualTo((int) limits.historyEvents());
    Packed segment = Codec.pack(decision.history());
    assertThat(Codec.unpackEvents(segment.bytes(), stored(segment))).isEqualTo(decision.history());
    effects.clear();
    effects.addAll(decision.effects());
    decision.effects().forEach(this::take);
    return switch (decision.next()) {
      case Decision.Next.Open opened -> {
        assertThat(history.stream().filter(event -> event.type().endsExecution()))
            .hasSize(execution.redrives().count());
        yield new Decision.Next.Open(stored(opened.state()), opened.wakeAt());
      }
      case Decision.Next.Closed closed -> {
        assertThat(history.stream().filter(event -> event.type().endsExecution()))
            .hasSize(1 + execution.redrives().count());
        assertThat(history.getLast().type().endsExecution()).isTrue();
        assertThat(decision.effects()).allMatch(
            effect -> effect instanceof Effect.EndTask || effect instanceof Effect.StopJob
                || effect instanceof Effect.StopMapRun);
        open.clear();
        kept.clear();
        yield closed;
      }
    };
  }

  private void take(Effect effect) {
    switch (effect) {
      case Effect.StartTask start ->
        assertThat(open.put(start.seq(), start)).as("row of %s", start).isNull();
      case Effect.AwaitAnswer(int seq, int attempt) ->
        assertThat(Objects.requireNonNull(open.get(seq)).attempt()).isEqualTo(attempt);
      case Effect.EndTask(int seq, int attempt, Effect.How _) -> {
        Effect.StartTask ended = open.remove(seq);
        assertThat(ended).as("the end of %s", effect).isNotNull();
        assertThat(Objects.requireNonNull(ended).attempt()).isEqualTo(attempt);
      }
      case Effect.KeepItem(int fork, int index, Payload output) ->
        assertThat(kept.computeIfAbsent(fork, _ -> new TreeMap<>())
            .put(index, Codec.unpackPayload(Codec.pack(output)))).isNull();
      case Effect.DropItems(int fork) -> assertThat(kept.remove(fork)).as("%s", effect).isNotNull();
      case Effect.LookAfterJob look -> assertThat(open).containsKey(look.seq());
      case Effect.StopJob _,Effect.StartMapRun _,Effect.RedriveMapRun _,Effect.StopMapRun _ -> {
        // A message to another execution.
      }
    }
  }

  private ExecutionState stored(ExecutionState state) {
    Packed packed = Codec.pack(state);
    ExecutionState read = Codec.unpackState(packed.bytes(), stored(packed));
    assertThat(read).isEqualTo(state);
    assertThat(state.nextEvent()).isEqualTo(history.size() + 1L);
    var attempts = new TreeMap<Integer, Integer>();
    var finished = new HashMap<Integer, Integer>();
    for (Frame frame : state.frames()) {
      switch (frame.position()) {
        case Frame.Position.Running r -> attempts.put(r.visit().seq(), r.attempt());
        case Frame.Position.Forked f when f.finished() > 0 -> finished.put(f.fork(), f.finished());
        default -> {
          // Nothing outside the state belongs to it.
        }
      }
    }
    var rows = new TreeMap<Integer, Integer>();
    open.forEach((seq, task) -> rows.put(seq, task.attempt()));
    assertThat(rows).as("task rows").isEqualTo(attempts);
    var outputs = new HashMap<Integer, Integer>();
    kept.forEach((fork, items) -> outputs.put(fork, items.size()));
    assertThat(outputs).as("kept outputs").isEqualTo(finished);
    return read;
  }

  /** Reads the payloads that were kept apart back from their own rows. */
  private static Map<PayloadHash, Payload> stored(Packed packed) {
    var read = new LinkedHashMap<PayloadHash, Payload>();
    packed.payloads()
        .forEach((hash, payload) -> read.put(hash, Codec.unpackPayload(Codec.pack(payload))));
    return read;
  }

  private Surroundings around() {
    return around(now, seed + bursts, kept, limits).remembering(history::forEach);
  }

  static Surroundings around(Instant now, long seed,
      Map<Integer, ? extends Map<Integer, Payload>> kept, Limits limits) {
    return new Surroundings(
        now, new Random(seed), (seq, attempt) -> "token-" + seq + "-" + attempt,
        fork -> Objects.requireNonNullElse(kept.get(fork), Map.of()), arn -> arn.endsWith(":a"),
        limits);
  }
}
