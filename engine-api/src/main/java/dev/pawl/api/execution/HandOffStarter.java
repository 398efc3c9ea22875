package dev.pawl.api.execution;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.WorkerSignal;
import dev.pawl.api.statemachine.Definitions;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.Packed;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.NewExecution;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.StartResult;
import dev.pawl.db.execution.StoredPayload;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Starts executions on a node that runs none: writes them due at once, for the worker of their shard to find.
 * Blocks the caller for one statement.
 */
public final class HandOffStarter implements ExecutionStarter {
  /** The layout of history segments and payloads: {@link Codec}'s. */
  private static final byte LAYOUT = 1;

  /** In place of the input's hash: nobody can repeat a start without a name. */
  private static final byte[] UNNAMED = {};

  private final Database database;
  private final ApiSettings settings;
  private final TaskTokens tokens;
  private final WorkerSignal worker;
  private final Definitions definitions = new Definitions();
  private final RandomGenerator random = new SecureRandom();

  /**
   * @param worker told of each start; does nothing where no worker is in this process
   */
  public HandOffStarter(Database database, ApiSettings settings, WorkerSignal worker) {
    this.database = database;
    this.settings = settings;
    this.tokens = new TaskTokens(settings.key(), settings.account());
    this.worker = worker;
  }

  @Override
  public CompletableFuture<StartAnswer> start(UUID stateMachineId, int revision,
      Qualifier by, Optional<String> name, Payload input) {
    try {
      NewExecution execution = accept(stateMachineId, revision, by, name, input);
      StartResult result = database.starts().start(List.of(execution)).getFirst();
      worker.nudge(execution.key().shard());
      return switch (result) {
        case StartResult.Created _ -> CompletableFuture.completedFuture(
            new StartAnswer.Running(execution.name(), execution.startedAt()));
        case StartResult.AlreadyRunning(UUID _, Instant startedAt) ->
          CompletableFuture.completedFuture(
              new StartAnswer.Running(execution.name(), startedAt));
        case StartResult.NameTaken _ ->
          CompletableFuture.completedFuture(new StartAnswer.NameTaken(execution.name()));
        case StartResult.Refused(RuntimeException why) -> CompletableFuture.failedFuture(why);
      };
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private NewExecution accept(UUID stateMachineId, int revision, Qualifier by,
      Optional<String> givenName, Payload input) {
    StateMachineRow machine = database.stateMachines()
        .find(stateMachineId)
        .orElseThrow(() -> missing(stateMachineId, revision));
    RevisionRow definition = database.stateMachines()
        .revision(stateMachineId, revision)
        .orElseThrow(() -> missing(stateMachineId, revision));
    StateMachine parsed = definitions.of(stateMachineId, machine.type(), definition);
    Instant now = database.clock().now().truncatedTo(ChronoUnit.MILLIS);
    UUID id = ExecutionIds.next(now, random);
    String name = givenName.orElseGet(id::toString);
    int shard = Shards.of(stateMachineId, name);
    Execution execution = new Execution(
        id, shard,
        new Arn.Execution(settings.region(), machine.account(), machine.name(), name).text(), name,
        definition.roleArn(),
        new Arn.StateMachine(settings.region(), machine.account(), machine.name()).text(),
        machine.name(), settings.region(), input, now, ExecutionKind.STANDARD).by(by);
    Decision decision = Interpreter.accept(parsed, execution, around(execution, now));
    if (!(decision.next() instanceof Decision.Next.Open(ExecutionState state, Instant _))) {
      throw new IllegalStateException("execution " + id + " was not accepted as open");
    }
    Packed packedState = Codec.pack(state);
    Packed packedEvents = Codec.pack(decision.history());
    Map<PayloadHash, Payload> payloads = new LinkedHashMap<>(packedState.payloads());
    payloads.putAll(packedEvents.payloads());
    return NewExecution.byCaller(
        new ExecutionKey(shard, id), stateMachineId, revision, by, name, givenName.isPresent(), now,
        Codec.pack(input),
        givenName.isPresent() ? PayloadHash.of(input.text()).bytes() : UNNAMED,
        new OpenRun(packedState.bytes(), Math.toIntExact(state.nextEvent()), now),
        Optional.of(
            new HistorySegment(
                Math.toIntExact(decision.history().getFirst().id()),
                Math.toIntExact(decision.history().getLast().id()), LAYOUT,
                packedEvents.bytes())),
        payloads.entrySet()
            .stream()
            .map(
                payload -> new StoredPayload(payload.getKey().bytes(), LAYOUT,
                    Codec.pack(payload.getValue())))
            .toList(),
        List.of(), List.of());
  }

  /** No state is entered, so that nothing but the time is asked for. */
  private Surroundings around(Execution execution, Instant now) {
    return new Surroundings(
        now, random,
        (seq, attempt) -> tokens.of(execution.account())
            .issue(execution.shard(), execution.id(), seq, attempt),
        _ -> Map.of(), _ -> false, settings.limits());
  }

  private static IllegalStateException missing(UUID stateMachineId, int revision) {
    return new IllegalStateException(
        "state machine " + stateMachineId + ", revision " + revision
            + " is not in the catalogue");
  }
}
