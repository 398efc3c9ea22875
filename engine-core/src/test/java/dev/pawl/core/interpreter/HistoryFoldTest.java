package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.Retrier;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.RunPropertiesTest.Fate;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * After every burst the history alone tells where an execution stands: what is rebuilt from it equals what was
 * stored. {@link HistoryFold} says what a history cannot tell; that is left out here.
 */
class HistoryFoldTest {
  private static final String INPUT = "[1, [2, 3], {'a': 4}]";

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

  @Property(tries = 600, seed = "20261125")
  void theHistoryTellsTheState(@ForAll("machines") RandomMachine machine,
      @ForAll("fates") List<Integer> fate) {
    TestRun run = RunPropertiesTest.run(machine, INPUT, fate);

    RunPropertiesTest.drive(run, new Fate(fate), true, HistoryFoldTest::assertRebuilt);
  }

  @Property(tries = 600, seed = "20261126")
  void andAfterRedrives(@ForAll("machines") RandomMachine machine,
      @ForAll("fates") List<Integer> fate) {
    TestRun run = RunPropertiesTest.run(machine, INPUT, fate);

    for (int redrives = 0; redrives < 4; redrives++) {
      int from = Math.min(fate.size(), redrives * 20);
      RunPropertiesTest.drive(run, new Fate(fate.subList(from, fate.size())), true,
          HistoryFoldTest::assertRebuilt);
      if (run.isOpen() || !run.result().matches("(FAILED|ABORTED|TIMED_OUT) .*")
          || run.events().size() >= 3_000) {
        return;
      }
      run.redrive();
    }
  }

  @Property(tries = 500, seed = "20261127")
  void stoppedAnywhereAndRedrivenNothingIsLostAndNothingDoneTwice(
      @ForAll("steadyMachines") RandomMachine machine, @ForAll("fates") List<Integer> fate) {
    TestRun never = RunPropertiesTest.run(machine, INPUT, fate);
    TestRun stopped = RunPropertiesTest.run(machine, INPUT, fate);
    var stops = new ArrayDeque<Integer>(fate.stream().limit(3).map(n -> n % 12).toList());
    var looks = new AtomicInteger();

    RunPropertiesTest.drive(never, new Fate(List.of()), true, _ -> {});
    do {
      looks.set(stops.isEmpty() ? -1 : stops.poll());
      RunPropertiesTest.drive(stopped, new Fate(List.of()), true, run -> {
        if (run.isOpen() && looks.getAndDecrement() == 0) {
          run.apply(new Event.Stopped("Stop", null));
        }
      });
      if (stopped.result().startsWith("ABORTED")) {
        stopped.redrive();
      }
    } while (stopped.isOpen());

    long redrives = stopped.count(HistoryEventType.ExecutionRedriven);
    Statistics.label("redriven").collect(redrives > 0)
        .coverage(coverage -> coverage.check(true).count(count -> count > 50));
    assertThat(stopped.result()).isEqualTo(never.result());
    assertThat(RunPropertiesTest.exits(stopped).stream().filter(exit -> !exit.endsWith(" ")))
        .containsExactlyInAnyOrderElementsOf(RunPropertiesTest.exits(never).stream()
            .filter(exit -> !exit.endsWith(" ")).toList());
  }

  private static void assertRebuilt(TestRun run) {
    HistoryFold.Rebuilt rebuilt = run.rebuilt();
    if (!run.isOpen()) {
      assertThat(rebuilt.state().frames()).isEmpty();
      return;
    }
    if (run.events().getLast().type() == HistoryEventType.ExecutionRedriven) {
      return;
    }
    ExecutionState state = run.state();
    assertThat(told(run, rebuilt.state())).as("%s", run.history()).isEqualTo(told(run, state));
    Map<Integer, Map<Integer, Payload>> kept = new HashMap<>(run.kept());
    assertThat(rebuilt.kept()).isEqualTo(kept);
  }

  private static ExecutionState told(TestRun run, ExecutionState state) {
    return new ExecutionState(state.nextEvent(), state.nextSeq(), state.nextFrame(),
        state.timeoutAt(), state.frames().stream().map(frame -> told(run, frame)).toList());
  }

  private static Frame told(TestRun run, Frame frame) {
    return switch (frame.position()) {
      case Position.Running running -> frame.at(new Position.Running(running.visit(),
          running.attempt(), running.deadline() == null ? null : Instant.MAX, null,
          running.submitted(), null, null));
      case Position.BackingOff backingOff when Lines
          .handlingOf(run.machine().state(frame.state())).retriers().stream()
          .anyMatch(Retrier::fullJitter) ->
        frame.at(new Position.BackingOff(backingOff.visit(), Instant.MAX));
      default -> frame;
    };
  }
}
