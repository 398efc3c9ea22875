package dev.pawl.simulation.world;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.StateMachineType;
import dev.pawl.db.execution.Burst;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.NewTask;
import dev.pawl.db.execution.TaskKind;
import dev.pawl.db.execution.Tasks;
import dev.pawl.simulation.oracle.Ledger;
import dev.pawl.simulation.oracle.Rebuilding;
import dev.pawl.simulation.oracle.Verdict;
import dev.pawl.simulation.store.Planted;
import dev.pawl.simulation.store.SimStore;
import dev.pawl.simulation.workflow.Definition;
import dev.pawl.simulation.workflow.Machine;
import dev.pawl.simulation.workflow.Plan;
import dev.pawl.simulation.workflow.Step;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.lease.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One simulation: made from a seed, a plan and what goes wrong, and run once. */
public final class SimWorld {
  private static final String REGION = "us-east-1";
  private static final String ACCOUNT = "000000000000";
  private static final String ROLE = "arn:aws:iam::000000000000:role/sim";
  private static final long SECONDS = 1_000_000;
  private static final Duration WORTH_SKIPPING = Duration.ofSeconds(20);
  private static final Duration BEFORE_DUE = Duration.ofSeconds(5);
  private static final long LONGEST_SILENCE = 400 * SECONDS;
  private static final int MOST_STEPS = 60_000;
  private static final int REBUILT = 25;

  private final RandomGenerator random;
  private final Plan plan;
  private final Faults faults;
  private final Scheduler scheduler;
  private final SimStore store;
  private final Rebuilding rebuilding;
  private final Truth ledger = new Truth();
  private final Services services;
  private final Clients clients;
  private final WorkerSettings settings;
  private final TaskTokens tokens = new TaskTokens(new byte[32], ACCOUNT);
  private final List<StateMachine> parsed = new ArrayList<>();
  private final List<Map<String, Step.Call>> calls = new ArrayList<>();
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<FaultKind, Integer> fired = new EnumMap<>(FaultKind.class);
  private final Set<Throwable> injected = Collections.newSetFromMap(new IdentityHashMap<>());
  private final int workers;
  private final int healsAfter;
  private long fullUntil;
  private boolean healed;
  private long lastChange;
  private long changes;

  /**
   * What a simulation came to.
   *
   * @param lasted virtual time
   * @param violations empty where all is well
   */
  public record Result(long steps, Map<FaultKind, Integer> fired, Duration lasted,
      List<String> violations) {}

  /** @param planted what the store does wrong on purpose */
  public SimWorld(long seed, Plan plan, Faults faults, Set<Planted> planted) {
    this.random = new SplittableRandom(seed ^ 0x5eed_5eedL);
    this.plan = plan;
    this.faults = faults;
    this.scheduler = new Scheduler(random);
    this.store = new SimStore(scheduler, random, ledger, planted);
    this.services = new Services(this);
    this.clients = new Clients(this);
    this.settings = new WorkerSettings(REGION, ACCOUNT, "sim", 1, 2, 1 + random.nextInt(20),
        Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(5), false, limits(),
        Kept.STANDARD);
    this.rebuilding = new Rebuilding(store, ledger, settings.limits());
    this.workers = 1 + random.nextInt(3);
    this.healsAfter = 200 + random.nextInt(1_500);
    for (int i = 0; i < plan.orders().size(); i++) {
      add(i, plan.orders().get(i).machine());
    }
    store.add(new ActivityRow(ACCOUNT, Services.ACTIVITY, "work", null, Scheduler.BEGIN));
  }

  private Limits limits() {
    Limits most = Limits.DEFAULT;
    return new Limits(most.payloadBytes(), most.historyEvents(), 1 + random.nextInt(60),
        most.burstBytes(), 1 + random.nextInt(5), most.keptBytes(), most.executionSeconds());
  }

  private void add(int number, Machine machine) {
    String definition = new Definition(Scheduler.BEGIN).of(machine);
    if (!(DefinitionParser.parse(definition,
        MachineType.STANDARD) instanceof ParseResult.Valid valid)) {
      throw new IllegalStateException("not a definition: " + definition);
    }
    parsed.add(valid.machine());
    calls.add(machine.calls());
    store.add(new StateMachineRow(ACCOUNT, machineId(number), "m" + number,
        StateMachineType.STANDARD, StateMachineStatus.ACTIVE, 1, null, null, null,
        Scheduler.BEGIN, Scheduler.BEGIN,
        new RevisionRow(1, "1", definition, ROLE, Scheduler.BEGIN, null)));
  }

  /** Runs it to its end. */
  public Result run() {
    try (var _ = EngineLog.tell(this::logged)) {
      for (int slot = 0; slot < workers; slot++) {
        boot(slot);
      }
      for (int i = 0; i < plan.orders().size(); i++) {
        clients.place(i, plan.orders().get(i));
      }
      while (ledger.violations().isEmpty() && !isSettled()) {
        turn();
      }
      if (ledger.violations().isEmpty()) {
        judge();
      }
    } catch (RuntimeException | Error e) {
      ledger.violation("the simulation broke: " + e + " at " + List.of(e.getStackTrace())
          .subList(0, Math.min(8, e.getStackTrace().length)));
    }
    return new Result(scheduler.steps(), Map.copyOf(fired),
        Duration.between(Scheduler.BEGIN, scheduler.instant()), ledger.violations());
  }

  private void turn() {
    if (!healed && scheduler.steps() > healsAfter) {
      healed = true;
      faults.heal();
      fullUntil = 0;
    }
    if (ledger.changes() != changes) {
      changes = ledger.changes();
      lastChange = scheduler.elapsed();
    }
    skip();
    if (scheduler.elapsed() - lastChange > LONGEST_SILENCE && healed) {
      ledger.violation("I6: nothing moves any more; open: " + store.open() + ", messages: "
          + store.waitingMessages() + ", due: " + store.nextDue() + ", now: "
          + scheduler.instant() + ", obligations: " + clients.obligations());
    }
    if (scheduler.steps() > MOST_STEPS) {
      ledger.violation("it does not come to an end; open: " + store.open() + ", due: "
          + store.nextDue() + ", now: " + scheduler.instant() + ", pending: " + scheduler.pending()
          + ", messages: " + store.waitingMessages());
    }
    if (!scheduler.step()) {
      throw new IllegalStateException("nobody does anything any more");
    }
  }

  private boolean isSettled() {
    return store.openCount() == 0 && clients.obligations() == 0 && store.waitingMessages() == 0
        && scheduler.isAtTop();
  }

  /** Where everybody only waits, the time of the store jumps to just before the next thing that is due. */
  private void skip() {
    Instant due = store.nextDue();
    if (due == null || scheduler.pending() > 0 || store.waitingMessages() > 0) {
      return;
    }
    Duration gap = Duration.between(scheduler.instant(), due);
    if (gap.compareTo(WORTH_SKIPPING) > 0) {
      Duration skipped = gap.minus(BEFORE_DUE);
      scheduler.skip(skipped);
      store.passed(skipped);
      lastChange = scheduler.elapsed();
    }
  }

  private void judge() {
    for (ExecutionRow row : store.rows()) {
      new Verdict(store, ledger, row, plan.orders().get(number(row.stateMachineId())).machine(),
          fired.isEmpty()).pass();
    }
  }

  // --- nodes ---

  private void boot(int slot) {
    boolean isOff = fault(Place.BOOT) == FaultKind.CLOCK_OFFSET;
    SimNode node = new SimNode(this, store,
        isOff ? Duration.ofNanos(random.nextInt(300_000) * 1_000L) : Duration.ZERO);
    if (slot < nodes.size()) {
      nodes.set(slot, node);
    } else {
      nodes.add(node);
    }
    scheduler.after(random.nextLong(SECONDS / 100), node, () -> {
      try {
        node.boot();
      } catch (NodeDiedException e) {
        throw e;
      } catch (RuntimeException e) {
        mustBeInjected(e);
        node.crash();
      }
    });
  }

  /** A node is gone; another one takes its place. */
  void died(SimNode node) {
    int slot = nodes.indexOf(node);
    scheduler.after(random.nextLong(20 * SECONDS), null, () -> boot(slot));
  }

  /** A node that somebody outside may talk to: a worker, or one of the API alone. */
  SimNode anyNode() {
    SimNode node = nodes.get(random.nextInt(nodes.size()));
    return node.isAlive() && random.nextInt(5) > 0
        ? node
        : new SimNode(this, store, Duration.ZERO).alone();
  }

  /** A call of a node takes so long; or the whole node stands still. */
  void stall(SimNode node, long micros, boolean whole) {
    if (whole && !node.isPaused()) {
      node.pause(true);
      scheduler.pass(micros);
      node.pause(false);
      scheduler.resume(node);
      if (!store.liveNodes().contains(node.id())) {
        count(FaultKind.STALE_NODE);
      }
    } else {
      scheduler.pass(micros);
    }
  }

  // --- faults ---

  @Nullable
  FaultKind fault(Place place) {
    FaultKind kind = faults.at(place);
    if (kind != null) {
      count(kind);
    }
    return kind;
  }

  private void count(FaultKind kind) {
    fired.merge(kind, 1, Integer::sum);
  }

  void fillStore(long micros) {
    fullUntil = scheduler.elapsed() + micros;
  }

  boolean isStoreFull() {
    return scheduler.elapsed() < fullUntil;
  }

  /** An exception that is a fault, and no finding. */
  RuntimeException injected(RuntimeException fault) {
    injected.add(fault);
    return fault;
  }

  /** Anything else that is thrown is a finding. */
  void mustBeInjected(Throwable thrown) {
    if (!isInjected(thrown)) {
      ledger.violation("thrown: " + thrown + " at " + List.of(thrown.getStackTrace()).subList(0,
          Math.min(6, thrown.getStackTrace().length)));
    }
  }

  private boolean isInjected(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof NodeDiedException || injected.contains(cause)) {
        return true;
      }
    }
    return false;
  }

  /** The engine logged an error. */
  private void logged(String message, @Nullable Throwable thrown) {
    SimNode node = scheduler.running();
    boolean matters = node == null || node.isAlive();
    if (matters && (thrown == null || !isInjected(thrown))) {
      ledger.violation("the engine logged: " + message + ": " + thrown + (thrown == null
          ? ""
          : " at " + List.of(thrown.getStackTrace()).subList(0,
              Math.min(6, thrown.getStackTrace().length))));
    }
  }

  // --- what its parts know of each other ---

  RandomGenerator random() {
    return random;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  SimStore store() {
    return store;
  }

  Ledger ledger() {
    return ledger;
  }

  Services services() {
    return services;
  }

  Clients clients() {
    return clients;
  }

  WorkerSettings settings() {
    return settings;
  }

  TaskTokens tokens() {
    return tokens;
  }

  /** The node whose turn it is. */
  SimNode running() {
    return Objects.requireNonNull(scheduler.running());
  }

  /** How long a reader rests that has found nothing. */
  long poll() {
    return SECONDS / 50 + random.nextLong(SECONDS);
  }

  UUID machineId(int number) {
    return new UUID(0x5eed, number);
  }

  private static int number(UUID machineId) {
    return (int) machineId.getLeastSignificantBits();
  }

  StateMachine parsed(int number) {
    return parsed.get(number);
  }

  Step.Call call(String machine, String state) {
    return Objects.requireNonNull(calls.get(Integer.parseInt(machine.substring(1))).get(state));
  }

  List<ExecutionKey> keysOf(int number) {
    return store.rows().stream().filter(row -> number(row.stateMachineId()) == number)
        .map(ExecutionRow::key).toList();
  }

  /** The ARN of an execution. */
  String arn(ExecutionKey key) {
    ExecutionRow row = store.execution(key).orElseThrow();
    return arn(number(row.stateMachineId()), row.name());
  }

  private static String arn(int number, String name) {
    return new Arn.Execution(REGION, ACCOUNT, "m" + number, name).text();
  }

  Execution execution(int number, ExecutionKey key, String name, Payload input,
      Instant startedAt) {
    return new Execution(key.id(), key.shard(), arn(number, name), name, ROLE,
        new Arn.StateMachine(REGION, ACCOUNT, "m" + number).text(), "m" + number, REGION, input,
        startedAt, ExecutionKind.STANDARD);
  }

  /** The ledger of this world, which also sets going what follows from what was written. */
  private final class Truth extends Ledger {
    @Override
    protected boolean exists(UUID machine, String name) {
      return store.rows().stream().anyMatch(
          row -> row.stateMachineId().equals(machine) && row.name().equals(name));
    }

    @Override
    protected void failed(ExecutionKey key) {
      store.execution(key).ifPresent(row -> {
        int number = number(row.stateMachineId());
        clients.ended(number, plan.orders().get(number), key, row.redrives().count());
      });
    }

    @Override
    protected void began(NewTask task) {
      if (task.kind() == TaskKind.ACTIVITY) {
        services.pollSoon();
      }
    }

    @Override
    public void committing(Burst burst) {
      for (NewTask task : burst.tasks()) {
        boolean isNew = store.tasks(burst.key()).stream()
            .noneMatch(row -> row.seq() == task.seq() && row.attempt() == task.attempt());
        if (task.kind() == TaskKind.TOKEN && isNew
            && fault(Place.TOKEN) == FaultKind.EARLY_CALLBACK
            && store.answer(burst.key(), task.seq(), task.attempt(), true,
                new byte[0]) == Tasks.Reception.ACCEPTED) {
          violation("I3: a token was good before it was written");
        }
      }
    }

    @Override
    public void committed(Burst burst, Instant now) {
      super.committed(burst, now);
      if (random.nextInt(REBUILT) == 0) {
        ExecutionRow row = store.execution(burst.key()).orElseThrow();
        int number = number(row.stateMachineId());
        rebuilding.check(burst.key(), parsed(number),
            execution(number, row.key(), row.name(),
                Codec.unpackPayload(row.input()), row.startedAt()),
            plan.orders().get(number).machine().hasJitter());
      }
    }
  }
}
