package dev.pawl.simulation.world;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.worker.attempt.Caller;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes calls of one node: each is delivered some time after it began, and comes back some time later. */
final class SimCaller implements Caller {
  private static final long MILLIS = 1_000;

  private final SimWorld world;
  private final SimNode node;

  SimCaller(SimWorld world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  @Override
  public Call prepare(TaskRequest request, Consumer<Outcome<Payload>> answer) {
    return new SimCall(request, answer);
  }

  private final class SimCall implements Call {
    private final TaskRequest request;
    private final Consumer<Outcome<Payload>> answer;
    private boolean cancelled;

    SimCall(TaskRequest request, Consumer<Outcome<Payload>> answer) {
      this.request = request;
      this.answer = answer;
    }

    @Override
    public void begin() {
      node.mustLive();
      node.later(world.random().nextLong(20 * MILLIS), this::deliver);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public boolean await(Duration longest) {
      return true;
    }

    private void deliver() {
      if (cancelled) {
        return;
      }
      FaultKind fault = world.fault(Place.DELIVER);
      if (fault == FaultKind.CRASH_BEFORE_DELIVER) {
        node.crash();
        return;
      }
      Outcome<Payload> outcome = world.services().take(request);
      long latency = world.random().nextLong(world.random().nextInt(4) == 0
          ? 3_000 * MILLIS
          : 100 * MILLIS);
      switch (fault) {
        case null -> node.later(latency, () -> give(outcome));
        case CRASH_AFTER_DELIVER -> node.crash();
        case RESULT_LOST -> node.later(patience(), () -> give(Outcome.failed(Services.MALFORMED)));
        case RESULT_LATE -> node.later(latency + world.random().nextLong(90_000 * MILLIS),
            () -> give(outcome));
        case RESULT_TWICE -> {
          node.later(latency, () -> give(outcome));
          node.later(latency + world.random().nextLong(5_000 * MILLIS),
              () -> answer.accept(outcome));
        }
        case RESULT_MALFORMED ->
          node.later(latency, () -> give(Outcome.failed(Services.MALFORMED)));
        default -> throw new IllegalStateException("not a fault of a call: " + fault);
      }
    }

    /** A connector itself gives up some time. */
    private long patience() {
      return Math.min(request.timeout().toMillis(), 90_000) * MILLIS;
    }

    private void give(Outcome<Payload> outcome) {
      if (world.fault(Place.ACK) == FaultKind.CRASH_BEFORE_ACK) {
        node.crash();
        return;
      }
      answer.accept(outcome);
    }
  }
}
