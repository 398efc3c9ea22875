package dev.pawl.api.execution;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.execution.ExecutionLookup.Found;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.Definitions;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.Packed;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Redrives;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.HistorySegment;
import dev.pawl.db.execution.OpenRun;
import dev.pawl.db.execution.Reopening;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Redrives an execution: reopens it, due at once, for the worker of its shard, which finds out from the history
 * where it goes on. The same on every node, since no user's expression is evaluated here.
 */
final class RedriveExecution implements Operation {
  /** The layout of history segments: {@link Codec}'s. */
  private static final byte LAYOUT = 1;

  /** How often the execution is looked at anew where somebody else has changed it in between. */
  private static final int ROUNDS = 5;

  private final Database database;
  private final ExecutionLookup lookup;
  private final Definitions definitions;
  private final Redrivability redrivability;
  private final WorkerSignal worker;

  RedriveExecution(Database database, ExecutionLookup lookup,
      Definitions definitions, Redrivability redrivability, WorkerSignal worker) {
    this.database = database;
    this.lookup = lookup;
    this.definitions = definitions;
    this.redrivability = redrivability;
    this.worker = worker;
  }

  @Override
  public String name() {
    return "RedriveExecution";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    Optional<String> token = request.optionalText("clientToken");
    for (int round = 0; round < ROUNDS; round++) {
      Found found = lookup.require(request.text("executionArn"));
      Instant now = database.clock().now().truncatedTo(ChronoUnit.MILLIS);
      RedriveTokens tokens = RedriveTokens.parse(found.row().redriveTokens());
      Optional<Instant> before = token.flatMap(known -> tokens.redrivenBy(known, now));
      if (before.isPresent()) {
        return answer(before.get());
      }
      redrivability.obstacle(found).ifPresent(reason -> {
        throw ApiError.EXECUTION_NOT_REDRIVABLE.about(reason);
      });
      RedriveTokens after = token.map(used -> tokens.with(used, now)).orElse(tokens);
      if (database.reopenings().reopen(reopening(found, after, now))) {
        worker.nudge(found.row().key().shard());
        return answer(now);
      }
    }
    throw ApiError.SERVICE_UNAVAILABLE.about("The execution changes all the time. Try again.");
  }

  private static Map<String, @Nullable Object> answer(Instant redrivenAt) {
    return Map.of("redriveDate", EpochSeconds.of(redrivenAt));
  }

  private Reopening reopening(Found found, RedriveTokens tokens, Instant now) {
    ExecutionRow row = found.row();
    int lastEvent = database.histories().lastEvent(row.key());
    Decision decision = Interpreter.redrive(definition(found),
        new Redrives(row.redrives().count() + 1, now), lastEvent, redrivability.limits());
    if (!(decision.next() instanceof Decision.Next.Open(ExecutionState state, Instant _))) {
      throw new IllegalStateException("execution " + row.key().id() + " was not reopened");
    }
    Packed events = Codec.pack(decision.history());
    int event = Math.toIntExact(decision.history().getFirst().id());
    return new Reopening(row.key(), row.status(), row.redrives().count(), now, tokens.text(),
        new OpenRun(Codec.pack(state).bytes(), Math.toIntExact(state.nextEvent()), now),
        new HistorySegment(event, event, LAYOUT, events.bytes()));
  }

  private StateMachine definition(Found found) {
    RevisionRow revision = database.stateMachines()
        .revision(found.stateMachine().id(), found.row().revision())
        .orElseThrow(
            () -> new IllegalStateException(
                "execution " + found.row().key().id() + " runs a revision that is gone"));
    return definitions.of(found.stateMachine().id(), found.stateMachine().type(), revision);
  }
}
