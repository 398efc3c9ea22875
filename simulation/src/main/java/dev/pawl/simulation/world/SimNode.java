package dev.pawl.simulation.world;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.simulation.store.SimStore;
import dev.pawl.worker.Engine;
import dev.pawl.worker.Incarnation;
import dev.pawl.worker.Machinery;
import dev.pawl.worker.burst.BurstExecutor;
import dev.pawl.worker.burst.WriterLane;
import dev.pawl.worker.lease.Leases;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One start of a node: an engine whose loops the scheduler turns. A node of the API alone has no engine. */
final class SimNode implements BurstExecutor {
  private static final long MILLIS = 1_000;
  private static final int LANES = 2;

  private final SimWorld world;
  private final Scheduler scheduler;
  private final NodeStore store;
  private final UUID id;
  private final Duration behind;
  private final long born;
  private final Deque<WriterLane<?, ?>> commits = new ArrayDeque<>();
  private final Deque<WriterLane<?, ?>> starts = new ArrayDeque<>();
  private @Nullable Engine engine;
  private boolean alive = true;
  private boolean isApi;
  private boolean paused;
  private boolean stopping;
  private boolean reading;
  private boolean renewing;
  private boolean pumping;

  SimNode(SimWorld world, SimStore store, Duration behind) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.store = new NodeStore(world, this, store);
    this.id = new UUID(world.random().nextLong(), world.random().nextLong());
    this.behind = behind;
    this.born = world.random().nextLong(1L << 50);
  }

  /** A node of the API alone, which does what it is asked and nothing else. */
  SimNode alone() {
    isApi = true;
    return this;
  }

  /** Begins to work; throws where the store does not let it. */
  void boot() {
    var me = new Incarnation(id, () -> born + scheduler.elapsed() * 1_000, world.random());
    Engine booted = new Engine(store, world.settings(), me, world.tokens(),
        _ -> world.services().connector(),
        new Machinery(this, this, new SimCaller(world, this),
            new CompositeMeterRegistry()),
        (_, _, _) -> {});
    engine = booted;
    for (int lane = 0; lane < LANES; lane++) {
      commits.add(booted.bursts().lane());
      starts.add(booted.starts().lane());
    }
    scheduler.routine(Leases.RENEWAL.toNanos() / 1_000, this, this::renew);
    scheduler.routine(world.random().nextLong(50 * MILLIS), this, this::read);
  }

  Optional<Engine> engine() {
    return stopping ? Optional.empty() : Optional.ofNullable(engine);
  }

  NodeStore store() {
    return store;
  }

  UUID id() {
    return id;
  }

  /** How much its idea of the store's time is behind. */
  Duration behind() {
    return behind;
  }

  boolean isAlive() {
    return alive;
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean pauses) {
    paused = pauses;
  }

  void mustLive() {
    if (!alive) {
      throw new NodeDiedException();
    }
  }

  /** Loses its memory. */
  void crash() {
    if (alive) {
      alive = false;
      if (!isApi) {
        world.died(this);
      }
    }
  }

  /** Stops in good order: calls get some seconds, then leases and row are given back. */
  void shutDown() {
    Engine stopped = engine;
    if (stopped == null || stopping) {
      return;
    }
    stopping = true;
    stopped.bursts().stop();
    scheduler.after(5_000 * MILLIS, this, () -> {
      stopped.bursts().attempts().abandon();
      scheduler.after(world.random().nextLong(500 * MILLIS), this, () -> {
        try {
          stopped.leases().close();
        } catch (RuntimeException e) {
          world.mustBeInjected(e);
        }
        crash();
      });
    });
  }

  private void read() {
    if (stopping) {
      return;
    }
    boolean more = false;
    if (!reading) {
      reading = true;
      try {
        more = running().reader().step();
      } finally {
        reading = false;
      }
      pump();
    }
    scheduler.routine(more ? MILLIS : world.poll(), this, this::read);
  }

  private void renew() {
    if (!renewing) {
      renewing = true;
      try {
        running().leases().step(running().reader()::scanWhole);
      } finally {
        renewing = false;
      }
      if (world.fault(Place.LIFE) == FaultKind.SHUTDOWN) {
        shutDown();
      }
    }
    scheduler.routine(Leases.RENEWAL.toNanos() / 1_000, this, this::renew);
  }

  private Engine running() {
    Engine booted = engine;
    if (booted == null) {
      throw new IllegalStateException("a node of the API has no engine");
    }
    return booted;
  }

  /** Something may wait in a lane: each gets its turn soon. */
  private void pump() {
    if (!pumping && alive && engine != null) {
      pumping = true;
      scheduler.after(world.random().nextLong(15 * MILLIS), this, () -> {
        pumping = false;
        boolean wroteStarts = turn(starts);
        boolean wroteCommits = turn(commits);
        if (wroteStarts || wroteCommits) {
          pump();
        }
      });
    }
  }

  /** True where there may be more to write. */
  private boolean turn(Deque<WriterLane<?, ?>> lanes) {
    WriterLane<?, ?> lane = lanes.poll();
    if (lane == null) {
      return true;
    }
    try {
      return lane.step();
    } finally {
      lanes.add(lane);
    }
  }

  /** Runs something as this node does. */
  void later(long micros, Runnable work) {
    scheduler.after(micros, this, () -> {
      work.run();
      pump();
    });
  }

  @Override
  public void execute(Runnable task) {
    later(1 + world.random().nextLong(2 * MILLIS), task);
  }

  @Override
  public void executeAfter(Duration delay, Runnable task) {
    later(delay.toNanos() / 1_000, task);
  }

  @Override
  public <T> Optional<T> compute(String arn, Function<EvaluationWatch, T> burst,
      Consumer<StatesError> ifEndless) {
    mustLive();
    return Optional.of(burst.apply(new Watch()));
  }

  /** Some bursts have to stop after any state, as if they had taken long. */
  private final class Watch implements EvaluationWatch {
    private int left = world.random().nextInt(40);

    @Override
    public void begins(Supplier<StatesError> ifEndless) {}

    @Override
    public void ends() {}

    @Override
    public boolean isTimeUp() {
      return left-- <= 0;
    }
  }
}
