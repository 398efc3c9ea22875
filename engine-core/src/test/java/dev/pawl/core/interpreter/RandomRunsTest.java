package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random machines of every state type, nested up to three deep, driven by random, doubled and late events.
 * What must hold of every decision is checked by {@link TestRun} after each burst.
 */
class RandomRunsTest {
  private static final int RUNS = 1_500;
  private static final int MOST_BURSTS = 400;
  private static final int MOST_FRAMES = 200;

  @Test
  void whateverHappensAnExecutionStaysWhole() {
    int closed = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      String definition = new Machine(random).definition();
      try {
        closed += drive(definition, random, seed) ? 1 : 0;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " of " + definition, e);
      }
    }

    assertThat(closed).isGreaterThan(RUNS * 9 / 10);
  }

  /** Whether it came to its end. */
  private static boolean drive(String definition, Random random, long seed) {
    var limits = new Limits(262_144, 2_000, 1 + random.nextInt(30), 1 + random.nextInt(5));
    TestRun run = TestRun.ofMachine(definition, "[1, [2, 3], {'a': 4}]", limits, seed);
    var past = new ArrayList<Event>();
    for (int i = 0; i < MOST_BURSTS && run.isOpen(); i++) {
      assertThat(run.state().frames()).hasSizeLessThan(MOST_FRAMES);
      var events = new ArrayList<Event>();
      for (Effect.StartTask task : run.openTasks()) {
        if (random.nextInt(3) > 0) {
          events.add(event(run, task, random));
        }
      }
      Collections.shuffle(events, random);
      past.addAll(events);
      if (!past.isEmpty() && random.nextInt(3) == 0) {
        events.add(past.get(random.nextInt(past.size())));
      }
      if (random.nextInt(150) == 0) {
        events.add(random.nextInt(events.size() + 1), new Event.Stopped("Stop", null));
      }
      run.apply(events);
      if (run.isOpen() && random.nextBoolean()) {
        run.after(random.nextInt(20_000));
      }
    }
    return !run.isOpen();
  }

  private static Event event(TestRun run, Effect.StartTask task, Random random) {
    int seq = task.seq();
    int attempt = task.attempt();
    Outcome<Payload> outcome = random.nextInt(3) == 0
        ? Outcome.failed(new StatesError(random.nextBoolean() ? "E" : "F", null))
        : Outcome.ok(Payload.of(List.of(seq, List.of(attempt))));
    return switch (random.nextInt(6)) {
      case 0 -> new Event.Answered(seq, attempt, outcome);
      case 1 -> new Event.WorkerLost(seq, attempt);
      case 2 -> new Event.ActivityStarted(seq, attempt, null, run.now().plusSeconds(9),
          run.now().plusSeconds(3));
      default -> new Event.CallReturned(seq, attempt, outcome);
    };
  }

  /** Writes a machine whose every Next leads forward, so that it ends. */
  private static final class Machine {
    private final Random random;
    private int names;

    Machine(Random random) {
      this.random = random;
    }

    String definition() {
      return "{'TimeoutSeconds': 100000, " + graph(3) + "}";
    }

    private String graph(int depth) {
      int count = 1 + random.nextInt(3);
      var name = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        name.add("S" + names++);
      }
      var states = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        String next = i + 1 < count ? name.get(i + 1) : "";
        states.add("'" + name.get(i) + "': {" + state(next, depth) + "}");
      }
      return "'StartAt': '" + name.getFirst() + "', 'States': {" + String.join(", ", states) + "}";
    }

    private String state(String next, int depth) {
      String on = next.isEmpty() ? ", 'End': true" : ", 'Next': '" + next + "'";
      return switch (random.nextInt(depth > 0 ? 12 : 7)) {
        case 0 -> "'Type': 'Pass'" + on;
        case 1 -> "'Type': 'Wait', 'Seconds': " + random.nextInt(12) + on;
        case 2 -> next.isEmpty()
            ? "'Type': 'Fail', 'Error': '" + (random.nextBoolean() ? "E" : "F") + "'"
            : "'Type': 'Choice', 'Choices': [{'Variable': '$', 'IsPresent': true, 'Next': '" + next
                + "'}]";
        case 3 -> next.isEmpty()
            ? "'Type': 'Succeed'"
            : "'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Output': '{% [1, $random()] %}'" + on;
        case 4 -> "'Type': 'Task', 'Resource': " + TestRun.FUNCTION + handling(next) + on;
        case 5 -> "'Type': 'Task', 'TimeoutSeconds': 30, 'Resource': " + TestRun.CALLBACK
            + handling(next) + on;
        case 6 -> "'Type': 'Task', 'HeartbeatSeconds': 4, 'Resource': "
            + (random.nextBoolean() ? TestRun.ACTIVITY : TestRun.SERVICE) + handling(next) + on;
        case 7, 8 -> "'Type': 'Parallel', 'Branches': [{" + graph(depth - 1) + "}, {"
            + graph(depth - 1) + "}]" + handling(next) + on;
        default -> "'Type': 'Map', 'QueryLanguage': 'JSONata', 'Items': '{% [1..4] %}', "
            + "'MaxConcurrency': " + random.nextInt(4) + selector() + ", 'ItemProcessor': {"
            + graph(depth - 1) + "}" + handling(next) + on;
      };
    }

    /** One in five selectors fails at the third item. */
    private String selector() {
      return random.nextInt(5) > 0
          ? ""
          : ", 'ItemSelector': '{% $states.context.Map.Item.Value = 3 ? $none : 1 %}'";
    }

    private String handling(String next) {
      String retry = random.nextInt(3) > 0
          ? ""
          : ", 'Retry': [{'ErrorEquals': ['" + (random.nextBoolean() ? "E" : "States.ALL")
              + "'], 'MaxAttempts': 2, 'JitterStrategy': 'FULL'}]";
      String caught = next.isEmpty() || random.nextBoolean()
          ? ""
          : ", 'Catch': [{'ErrorEquals': ['" + (random.nextBoolean() ? "F" : "States.ALL")
              + "'], 'Next': '" + next + "'}]";
      return retry + caught;
    }
  }
}
