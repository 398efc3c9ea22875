package dev.pawl.simulation.world;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.Packed;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.Redrives;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.ExecutionStatus;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.MessageKind;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.Reopening;
import dev.pawl.db.execution.StartResult;
import dev.pawl.simulation.workflow.Plan;
import dev.pawl.worker.Engine;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Those who start, stop and redrive executions. They repeat what they do not know to be done. */
final class Clients {
  private static final long MILLIS = 1_000;
  private static final byte LAYOUT = 1;
  private static final int OTHER_INPUT = 20;

  private final SimWorld world;
  private int obligations;

  Clients(SimWorld world) {
    this.world = world;
  }

  /** Starts and redrives that are not done yet. */
  int obligations() {
    return obligations;
  }

  /** Sees to it that an order's executions are started. */
  void place(int number, Plan.Order order) {
    for (int i = 0; i < order.starts(); i++) {
      boolean other = order.startsDiffer() && i == order.starts() - 1 && i > 0;
      Payload input = Payload.of(Map.of("n", (long) order.n() + (other ? OTHER_INPUT : 0), "items",
          order.items(), "w", 2));
      world.ledger().mayStart(world.machineId(number), input);
      obligations++;
      var start = new Start(number,
          order.isNamed() ? Optional.of("order-" + number) : Optional.empty(), input);
      world.scheduler().after(order.startedAfterMillis() * MILLIS, null, start::ask);
    }
    if (order.stoppedAfterMillis() >= 0) {
      world.scheduler().after(
          (order.startedAfterMillis() + order.stoppedAfterMillis()) * MILLIS, null,
          () -> stop(number));
    }
  }

  /** Does something on any node; not again where it fails. */
  void once(Consumer<SimNode> operation) {
    world.scheduler().after(world.random().nextLong(20 * MILLIS), world.anyNode(),
        () -> tried(world.running(), operation));
  }

  /** Does something on any node, until it is known to be done. */
  void insist(Consumer<SimNode> operation) {
    boolean[] done = {false};
    world.scheduler().after(world.random().nextLong(20 * MILLIS), world.anyNode(),
        () -> done[0] = tried(world.running(), operation));
    world.scheduler().after((1_000 + world.random().nextLong(3_000)) * MILLIS, null, () -> {
      if (!done[0]) {
        insist(operation);
      }
    });
  }

  private boolean tried(SimNode node, Consumer<SimNode> operation) {
    try {
      operation.accept(node);
      return true;
    } catch (NodeDiedException e) {
      throw e;
    } catch (RuntimeException e) {
      world.mustBeInjected(e);
      return false;
    }
  }

  private void stop(int number) {
    for (ExecutionKey key : world.keysOf(number)) {
      world.ledger().mayStop(key);
      Consumer<SimNode> send = node -> node.store().send(key, MessageKind.STOP,
          StoredAnswer.failure("Stopped", "as asked"));
      insist(send);
      if (world.fault(Place.MESSAGE) == FaultKind.DUPLICATE_DELIVERY) {
        insist(send);
      }
    }
  }

  /** One StartExecution. */
  private final class Start {
    private final int number;
    private final Optional<String> name;
    private final Payload input;
    private boolean done;

    Start(int number, Optional<String> name, Payload input) {
      this.number = number;
      this.name = name;
      this.input = input;
    }

    void ask() {
      SimNode node = world.anyNode();
      node.engine().filter(_ -> world.random().nextInt(4) > 0).ifPresentOrElse(
          engine -> node.later(world.random().nextLong(20 * MILLIS), () -> ask(engine)),
          () -> node.later(world.random().nextLong(20 * MILLIS),
              () -> tried(node, this::handOff)));
      world.scheduler().after((5_000 + world.random().nextLong(5_000)) * MILLIS, null, () -> {
        if (!done) {
          ask();
        }
      });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it completes with is dealt with in it
    private void ask(Engine engine) {
      SimNode node = world.running();
      engine.starts().start(new StartRequest(world.machineId(number), 1, name, input))
          .whenComplete((answer, why) -> {
            if (why != null && node.isAlive()) {
              world.mustBeInjected(why);
            } else if (node.isAlive()) {
              switch (answer) {
                case Started.Running running -> running(running.name());
                case Started.NameTaken _ -> taken();
                case Started.Overloaded _ -> {
                  // Asked again when the time is up.
                }
              }
            }
          });
    }

    private void running(String answered) {
      world.ledger().promised(world.machineId(number), answered);
      finish();
    }

    private void taken() {
      world.ledger().promised(world.machineId(number), name.orElse(""));
      finish();
    }

    private void finish() {
      obligations -= done ? 0 : 1;
      done = true;
    }

    /** As a node of the API alone does it. */
    private void handOff(SimNode node) {
      Instant now = node.store().now().truncatedTo(ChronoUnit.MILLIS);
      UUID id = ExecutionIds.next(now, world.random());
      String called = name.orElseGet(id::toString);
      UUID machine = world.machineId(number);
      int shard = Shards.of(machine, called);
      ExecutionKey key = new ExecutionKey(shard, id);
      Execution execution = world.execution(number, key, called, input, now);
      Decision decision = Interpreter.accept(world.parsed(number), execution,
          new Surroundings(now, world.random(),
              (seq, attempt) -> world.tokens().issue(shard, id, seq, attempt), _ -> Map.of(),
              _ -> false, Limits.DEFAULT));
      ExecutionState state = ((Decision.Next.Open) decision.next()).state();
      Packed events = Codec.pack(decision.history());
      StartResult result = node.store()
          .start(List.of(NewExecution.byCaller(key, machine, 1, Qualifier.none(),
              called, name.isPresent(), now, Codec.pack(input),
              PayloadHash.of(input.text()).bytes(),
              new OpenRun(Codec.pack(state).bytes(), Math.toIntExact(state.nextEvent()), now),
              Optional.of(new HistorySegment(1, decision.history().size(), LAYOUT, events.bytes())),
              List.of(), List.of(), List.of())))
          .getFirst();
      switch (result) {
        case StartResult.Created _,StartResult.AlreadyRunning _ -> running(called);
        case StartResult.NameTaken _ -> taken();
        case StartResult.Refused refused -> throw refused.why();
      }
    }
  }

  /** An execution has ended without success; it is redriven where the order wants it. */
  void ended(int number, Plan.Order order, ExecutionKey key, int redrives) {
    if (redrives < order.redrives()) {
      obligations++;
      world.scheduler().after((1_000 + world.random().nextLong(30_000)) * MILLIS, null,
          () -> insist(redriving(number, order, key)));
    }
  }

  private Consumer<SimNode> redriving(int number, Plan.Order order, ExecutionKey key) {
    boolean[] done = {false};
    return node -> {
      redrive(number, order, key, node);
      obligations -= done[0] ? 0 : 1;
      done[0] = true;
    };
  }

  private void redrive(int number, Plan.Order order, ExecutionKey key, SimNode node) {
    ExecutionRow row = node.store().execution(key).orElseThrow();
    if (row.status() == ExecutionStatus.RUNNING || row.status() == ExecutionStatus.SUCCEEDED
        || row.redrives().count() >= order.redrives()) {
      return;
    }
    Instant now = node.store().now().truncatedTo(ChronoUnit.MILLIS);
    Decision decision = Interpreter.redrive(world.parsed(number),
        new Redrives(row.redrives().count() + 1, now), node.store().lastEvent(key),
        Limits.DEFAULT);
    ExecutionState state = ((Decision.Next.Open) decision.next()).state();
    int event = Math.toIntExact(decision.history().getFirst().id());
    node.store().reopen(new Reopening(key, row.status(), row.redrives().count(), now, "",
        new OpenRun(Codec.pack(state).bytes(), event + 1, now),
        new HistorySegment(event, event, LAYOUT, Codec.pack(decision.history()).bytes())));
  }

}
