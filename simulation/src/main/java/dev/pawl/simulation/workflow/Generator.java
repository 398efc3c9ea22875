package dev.pawl.simulation.workflow;

import dev.pawl.core.outcome.StatesError;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws plans by chance. */
public final class Generator {
  private static final List<String> ERRORS = List.of("E", "F", StatesError.TASK_FAILED,
      StatesError.TIMEOUT, StatesError.ALL);
  private static final List<Step.Call.Kind> KINDS = List.of(Step.Call.Kind.values());
  private static final int DEEPEST = 3;

  private final RandomGenerator random;
  private int names;

  public Generator(RandomGenerator random) {
    this.random = random;
  }

  /** Draws a plan. */
  public Plan plan() {
    List<Plan.Order> orders = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      names = 0;
      orders.add(order());
    }
    return new Plan(orders);
  }

  private Plan.Order order() {
    Machine machine = new Machine(graph(DEEPEST, new ArrayList<>()),
        chance(12) ? 20 + random.nextInt(200) : null);
    List<Integer> items = random.ints(random.nextInt(4), 0, 10).boxed().toList();
    boolean named = chance(2);
    return new Plan.Order(machine, random.nextInt(10), items,
        named && chance(2) ? 2 + random.nextInt(2) : 1, named, chance(3), random.nextInt(3_000),
        chance(5) ? random.nextInt(30_000) : -1, random.nextInt(3));
  }

  private Graph graph(int depth, List<String> scopes) {
    String name = "G" + names++;
    List<Step> steps = new ArrayList<>();
    List<String> inside = new ArrayList<>(scopes);
    if (chance(4)) {
      steps.add(new Step.Pass("Assign" + name, Step.Pass.Form.ASSIGN, 0));
      inside.add(name);
    }
    int count = depth == DEEPEST ? 1 + random.nextInt(6) : random.nextInt(3);
    for (int i = 0; i < count; i++) {
      steps.add(step(depth, inside));
    }
    Graph.End end = chance(10)
        ? Graph.End.FAIL
        : chance(3) ? Graph.End.SUCCEED : Graph.End.PASS;
    return new Graph(name, steps, end);
  }

  private Step step(int depth, List<String> scopes) {
    String name = "S" + names++;
    int kind = random.nextInt(depth > 0 ? 16 : 12);
    if (kind < 2) {
      return pass(name, depth);
    }
    if (kind == 2) {
      return scopes.isEmpty()
          ? pass(name, depth)
          : new Step.Use(name, scopes.get(random.nextInt(scopes.size())));
    }
    if (kind == 3) {
      return new Step.Choose(name, chance(2), random.nextInt(12), 1 + random.nextInt(2));
    }
    if (kind < 6) {
      return hold(name);
    }
    if (kind < 12) {
      return call(name);
    }
    if (kind < 14) {
      List<Graph> branches = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        branches.add(graph(depth - 1, scopes));
      }
      return new Step.Fork(name, branches, handling(6));
    }
    return new Step.Each(name, graph(depth - 1, scopes), random.nextInt(3), handling(6));
  }

  private Step pass(String name, int depth) {
    Step.Pass.Form form = switch (random.nextInt(depth == DEEPEST ? 8 : 6)) {
      case 0, 1 -> Step.Pass.Form.RESULT;
      case 2, 3 -> Step.Pass.Form.ADD_BY_PATH;
      case 4, 5, 6 -> Step.Pass.Form.ADD_BY_JSONATA;
      default -> Step.Pass.Form.BIG;
    };
    return new Step.Pass(name, form, random.nextInt(5));
  }

  private Step hold(String name) {
    int seconds = chance(4) ? 3_600 * (1 + random.nextInt(24 * 60)) : random.nextInt(20);
    return switch (random.nextInt(6)) {
      case 0, 1 -> new Step.Hold(name, Step.Hold.Until.SECONDS, seconds);
      case 2 -> new Step.Hold(name, Step.Hold.Until.SECONDS_PATH, 0);
      case 3 -> new Step.Hold(name, Step.Hold.Until.JSONATA, random.nextInt(8));
      case 4 -> new Step.Hold(name, Step.Hold.Until.TIMESTAMP, seconds);
      default -> new Step.Hold(name, Step.Hold.Until.PAST, 0);
    };
  }

  private Step call(String name) {
    Step.Call.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    boolean waits = kind == Step.Call.Kind.CALLBACK || kind == Step.Call.Kind.ACTIVITY;
    boolean lasts = waits || kind == Step.Call.Kind.JOB;
    boolean beats = waits && chance(3);
    Integer timeout = waits || chance(2) ? (Integer) (10 + random.nextInt(50)) : null;
    int longest = chance(8) ? 70 : 9;
    boolean fails = chance(3) && kind != Step.Call.Kind.JOB;
    Script script = new Script(fails ? 1 + random.nextInt(3) : 0, chance(2) ? "E" : "F",
        random.nextInt(5), lasts ? random.nextInt(longest) : 0, chance(6));
    return new Step.Call(name, kind, chance(2), script, timeout, heartbeat(beats, timeout),
        handling(2));
  }

  private @Nullable Integer heartbeat(boolean beats, @Nullable Integer timeout) {
    return beats && timeout != null ? Math.min(timeout - 1, 3 + random.nextInt(6)) : null;
  }

  private Handling handling(int rarity) {
    if (!chance(rarity)) {
      return Handling.NONE;
    }
    List<Handling.Retrier> retriers = new ArrayList<>();
    if (chance(2)) {
      retriers.add(new Handling.Retrier(error(), 1 + random.nextInt(3), 1 + random.nextInt(5),
          chance(2)));
    }
    List<String> catches = new ArrayList<>();
    if (chance(2)) {
      catches.add(error());
    }
    return new Handling(retriers, catches);
  }

  private String error() {
    return ERRORS.get(random.nextInt(ERRORS.size()));
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }
}
