package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.history.EventDetails;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of every machine, whatever happens to its execution: it is never stuck, it ends, and it does
 * not matter whether, or at which point, it was stored. {@link TestRun} checks each single decision.
 */
class RunPropertiesTest {
  /** What the machines must have had in them, all together. */
  private static final List<String> SEEN = List.of("PassState", "TaskState", "ChoiceState",
      "WaitState", "SucceedState", "FailState", "ParallelState", "MapState", "EvaluationFailed",
      "MapIterationAborted", "LambdaFunctionFailed", "ActivityTimedOut", "TaskTimedOut",
      "ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted");

  /** Stands for JSON's null, which jqwik's values are not. */
  private record Null() {}

  private static final int MOST_BURSTS = 1_500;

  /** One burst: when it was, and what had come. */
  record Turn(Instant now, List<Event> events) {}

  /** What the world decides: numbers drawn in order; zeros, by which all goes well, when they are used up. */
  static final class Fate {
    private final List<Integer> numbers;
    private int next;

    Fate(List<Integer> numbers) {
      this.numbers = numbers;
    }

    int draw(int bound) {
      return next < numbers.size() ? numbers.get(next++) % bound : 0;
    }

    boolean isUsedUp() {
      return next >= numbers.size();
    }
  }

  @Provide
  Arbitrary<RandomMachine> machines() {
    return RandomMachine.any();
  }

  @Provide
  Arbitrary<RandomMachine> steadyMachines() {
    return RandomMachine.steady();
  }

  @Provide
  Arbitrary<List<Integer>> fates() {
    return Arbitraries.integers().between(0, 9_999).list().ofMaxSize(120);
  }

  /** Values of all kinds; every third is an array, since that is what a Map takes. */
  @Provide
  Arbitrary<String> inputs() {
    Arbitrary<Object> leaf = Arbitraries.oneOf(
        Arbitraries.just(new Null()),
        Arbitraries.of(true, false),
        Arbitraries.integers(),
        Arbitraries.doubles(),
        Arbitraries.strings().ofMaxLength(5));
    Arbitrary<Object> value = Arbitraries.recursive(() -> leaf, RunPropertiesTest::around, 0, 3);
    return Arbitraries
        .frequencyOf(Tuple.of(2, value),
            Tuple.of(1, value.list().ofMaxSize(4).map(list -> (Object) list)))
        .map(tree -> Json.write(plain(tree)));
  }

  /** An array or object that holds such values, or one of them. */
  private static Arbitrary<Object> around(Arbitrary<Object> value) {
    return Arbitraries.oneOf(value,
        value.list().ofMaxSize(3).map(list -> list),
        Arbitraries.maps(Arbitraries.oneOf(Arbitraries.of("a", "in", "x"),
            Arbitraries.strings().ofMaxLength(3)), value).ofMaxSize(3).map(map -> map));
  }

  private static @Nullable Object plain(Object tree) {
    return switch (tree) {
      case List<?> list -> {
        var plain = new ArrayList<@Nullable Object>();
        list.forEach(item -> plain.add(plain(item)));
        yield plain;
      }
      case Map<?, ?> map -> {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> plain.put(String.valueOf(name), plain(value)));
        yield plain;
      }
      case Null _ -> null;
      default -> tree;
    };
  }

  @Property(tries = 1500, seed = "20261122")
  void anExecutionIsNeverStuckAndEnds(@ForAll("machines") RandomMachine machine,
      @ForAll("inputs") String input, @ForAll("fates") List<Integer> fate) {
    TestRun run = run(machine, input, fate);

    drive(run, new Fate(fate), true);

    assertThat(run.isOpen()).as("open after %d bursts: %s", MOST_BURSTS, run.history()).isFalse();
    List<String> types = run.types();
    for (String seen : SEEN) {
      boolean isSeen = types.stream().anyMatch(type -> type.startsWith(seen));
      Statistics.label(seen).collect(isSeen)
          .coverage(coverage -> coverage.check(true).count(count -> count > 0));
    }
  }

  @Property(tries = 600, seed = "20261123")
  void itDoesNotMatterWhetherOrWhereAnExecutionWasStored(
      @ForAll("machines") RandomMachine machine, @ForAll("inputs") String input,
      @ForAll("fates") List<Integer> fate, @ForAll @IntRange(max = MOST_BURSTS) int point) {
    TestRun stored = run(machine, input, fate);
    var points = new ArrayList<Map<Integer, Map<Integer, Payload>>>();
    var states = new ArrayList<@Nullable ExecutionState>();
    List<Turn> turns = drive(stored, new Fate(fate), true, run -> {
      states.add(run.isOpen() ? run.state() : null);
      points.add(copy(run.kept()));
    });

    UnstoredRun never = stored.unstored();
    Decision decision = never.start();
    assertThat(decision).isEqualTo(stored.decisions().getFirst());
    for (int i = 0; i < turns.size(); i++) {
      decision = never.decide(stateOf(decision), i + 1, turns.get(i).now(), turns.get(i).events());
      assertThat(decision).as("burst %d", i + 1).isEqualTo(stored.decisions().get(i + 1));
    }

    int from = turns.isEmpty() ? 0 : point % turns.size();
    UnstoredRun later = stored.unstored();
    later.keep(points.get(from));
    for (int i = from; i < turns.size(); i++) {
      ExecutionState state = i == from
          ? Objects.requireNonNull(states.get(i))
          : stateOf(stored.decisions().get(i));
      assertThat(later.decide(state, i + 1, turns.get(i).now(), turns.get(i).events()))
          .as("burst %d, from %d on", i + 1, from).isEqualTo(stored.decisions().get(i + 1));
    }
  }

  @Property(tries = 300, seed = "20261124")
  void itDoesNotMatterWhetherEventsComeOneByOneOrTogether(
      @ForAll("steadyMachines") RandomMachine machine, @ForAll("inputs") String input,
      @ForAll("fates") List<Integer> fate) {
    TestRun together = run(machine, input, fate);
    TestRun oneByOne = run(machine, input, fate);

    drive(together, new Fate(List.of()), true);
    drive(oneByOne, new Fate(List.of()), false);

    assertThat(oneByOne.isOpen()).isFalse();
    assertThat(oneByOne.decisions().getLast().next())
        .isEqualTo(together.decisions().getLast().next());
    assertThat(exits(oneByOne)).containsExactlyInAnyOrderElementsOf(exits(together));
  }

  static List<String> exits(TestRun run) {
    return run.events().stream().map(event -> event.type() + " "
        + (event.details() instanceof EventDetails.StateExited exited ? exited.name() : ""))
        .toList();
  }

  static TestRun run(RandomMachine machine, String input, List<Integer> fate) {
    int size = fate.size();
    var limits = new Limits(262_144, 4_000, 1 + size % 30, 1 << 20, 1 + size % 5, 64 << 20,
        31_536_000);
    return TestRun.ofMachine(machine.definition(), input, limits, size);
  }

  private static ExecutionState stateOf(Decision decision) {
    return ((Decision.Next.Open) decision.next()).state();
  }

  private static Map<Integer, Map<Integer, Payload>> copy(
      Map<Integer, ? extends Map<Integer, Payload>> kept) {
    var copy = new HashMap<Integer, Map<Integer, Payload>>();
    kept.forEach((fork, items) -> copy.put(fork, new TreeMap<>(items)));
    return copy;
  }

  interface Look {
    void at(TestRun run);
  }

  private static List<Turn> drive(TestRun run, Fate fate, boolean together) {
    return drive(run, fate, together, _ -> {});
  }

  /** Lets things happen until the execution has ended; gives all bursts but the first. */
  static List<Turn> drive(TestRun run, Fate fate, boolean together, Look look) {
    var turns = new ArrayList<Turn>();
    var past = new ArrayList<Event>();
    look.at(run);
    while (run.isOpen() && turns.size() < MOST_BURSTS) {
      assertGoesOn(run);
      List<Event> events = events(run, fate, past);
      for (List<Event> burst : together
          ? List.of(events)
          : events.stream().map(List::of).toList()) {
        apply(run, burst, turns, look);
      }
      if (run.isOpen()) {
        run.sleep(fate.isUsedUp() ? untilDue(run) : fate.draw(20_000));
        apply(run, List.of(run.alarm()), turns, look);
      }
    }
    return turns;
  }

  private static void apply(TestRun run, List<Event> events, List<Turn> turns, Look look) {
    if (run.isOpen()) {
      turns.add(new Turn(run.now(), events));
      run.apply(events);
      look.at(run);
    }
  }

  private static long untilDue(TestRun run) {
    // With tasks open the clock stands still, so that none of them times out.
    return run.openTasks().isEmpty() ? Math.clamp(run.wakesIn(), 0, 60_000) : 0;
  }

  private static List<Event> events(TestRun run, Fate fate, List<Event> past) {
    var events = new ArrayList<Event>();
    for (Effect.StartTask task : run.openTasks()) {
      if (fate.isUsedUp()) {
        events.addAll(success(run, task));
      } else if (fate.draw(3) > 0) {
        events.add(event(run, task, fate));
      }
    }
    if (!fate.isUsedUp()) {
      Collections.shuffle(events, new Random(fate.draw(100)));
      past.addAll(events);
      if (!past.isEmpty() && fate.draw(3) == 1) {
        events.add(past.get(fate.draw(past.size())));
      }
      if (fate.draw(90) == 1) {
        events.add(fate.draw(events.size() + 1), new Event.Stopped("Stop", null));
      }
    }
    return events;
  }

  private static List<Event> success(TestRun run, Effect.StartTask task) {
    Outcome<Payload> outcome = Outcome.ok(Payload.of(List.of(task.resource().toString())));
    return List.of(
        new Event.ActivityStarted(task.seq(), task.attempt(), null, run.now().plusSeconds(9),
            run.now().plusSeconds(3)),
        new Event.CallReturned(task.seq(), task.attempt(), outcome),
        new Event.Answered(task.seq(), task.attempt(), outcome));
  }

  private static Event event(TestRun run, Effect.StartTask task, Fate fate) {
    int seq = task.seq();
    int attempt = task.attempt();
    Outcome<Payload> outcome = fate.draw(3) == 0
        ? Outcome.failed(new StatesError(fate.draw(2) == 0 ? "E" : "F", null))
        : Outcome.ok(Payload.of(List.of(seq, List.of(attempt))));
    return switch (fate.draw(6)) {
      case 0 -> new Event.Answered(seq, attempt, outcome);
      case 1 -> new Event.WorkerLost(seq, attempt);
      case 2 -> new Event.ActivityStarted(seq, attempt, null, run.now().plusSeconds(9),
          run.now().plusSeconds(3));
      default -> new Event.CallReturned(seq, attempt, outcome);
    };
  }

  /** Each line of control has something that will move it: its time, its task or a line below it. */
  private static void assertGoesOn(TestRun run) {
    ExecutionState state = run.state();
    Instant wakeAt = Objects.requireNonNull(run.wakeAt());
    assertThat(state.frames()).isNotEmpty().hasSizeLessThan(300);
    for (Frame frame : state.frames()) {
      switch (frame.position()) {
        case Frame.Position.Entering _,Frame.Position.Redriven _ ->
          assertThat(wakeAt).isBeforeOrEqualTo(run.now());
        case Frame.Position.Waiting waiting ->
          assertThat(wakeAt).isBeforeOrEqualTo(waiting.until());
        case Frame.Position.BackingOff backingOff ->
          assertThat(wakeAt).isBeforeOrEqualTo(backingOff.until());
        case Frame.Position.Running running -> {
          assertThat(run.openTasks()).extracting(Effect.StartTask::seq)
              .contains(running.visit().seq());
          if (running.due() != null && running.answer() == null) {
            assertThat(wakeAt).isBeforeOrEqualTo(running.due());
          }
        }
        case Frame.Position.Mapping _ -> throw new AssertionError("these machines have none");
        case Frame.Position.Forked _ ->
          assertThat(state.frames()).extracting(Frame::parent).contains(frame.id());
      }
    }
  }
}
