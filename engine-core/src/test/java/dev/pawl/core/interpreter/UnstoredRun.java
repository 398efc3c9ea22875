package dev.pawl.core.interpreter;

import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An execution whose state never leaves memory, to compare with one that is stored after every burst. */
final class UnstoredRun {
  private final StateMachine machine;
  private final Execution execution;
  private final Limits limits;
  private final long seed;
  private final Map<Integer, TreeMap<Integer, Payload>> kept = new HashMap<>();

  UnstoredRun(StateMachine machine, Execution execution, Limits limits, long seed) {
    this.machine = machine;
    this.execution = execution;
    this.limits = limits;
    this.seed = seed;
  }

  Decision start() {
    return take(Interpreter.start(machine, execution,
        TestRun.around(execution.startedAt(), seed, kept, limits)));
  }

  /**
   * Decides one burst.
   *
   * @param burst its number, on which chance depends
   */
  Decision decide(ExecutionState state, int burst, Instant now, List<Event> events) {
    return take(Interpreter.decide(machine, execution, state, events,
        TestRun.around(now, seed + burst, kept, limits)));
  }

  /** Begins with the outputs that another run had kept at this moment. */
  void keep(Map<Integer, ? extends Map<Integer, Payload>> outputs) {
    outputs.forEach((fork, items) -> kept.put(fork, new TreeMap<>(items)));
  }

  private Decision take(Decision decision) {
    for (Effect effect : decision.effects()) {
      switch (effect) {
        case Effect.KeepItem(int fork, int index, Payload output) ->
          kept.computeIfAbsent(fork, _ -> new TreeMap<>()).put(index, output);
        case Effect.DropItems(int fork) -> kept.remove(fork);
        case Effect.StartTask _,Effect.AwaitAnswer _,Effect.EndTask _,Effect.StopJob _,Effect.LookAfterJob _,Effect.StartMapRun _,Effect.RedriveMapRun _,Effect.StopMapRun _ -> {
          // Task rows are no part of what a decision reads.
        }
      }
    }
    return decision;
  }
}
