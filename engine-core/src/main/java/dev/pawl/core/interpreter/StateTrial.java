package dev.pawl.core.interpreter;

import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.expression.DataStage;
import dev.pawl.core.expression.EvaluationAllowance;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One state alone, run as an execution would run it: {@link #enter} does what comes before its work, {@link #leave}
 * or {@link #waited} what comes after. What its work gives, the caller says. Belongs to one thread at a time.
 */
public final class StateTrial {
  private static final int ROOT = 1;
  private static final int SEQ = 1;

  private final Subject subject;
  private final State state;
  private final Burst burst;
  private final Lines lines;
  private final Frame frame;
  private final Visit visit;
  private @Nullable StatesError raised;
  private @Nullable String kind;

  /**
   * What is tried.
   *
   * @param state the name of one of the machine's states
   * @param shownAs what the context object calls it
   * @param variables in reach
   * @param retryCount how often each of its retriers has been used
   * @param context the context object; empty: the execution's
   * @param items the items that a Map's ItemReader found; empty: they are looked for in the state's data
   * @param isIteration whether the state is one of a Map's processor, whose item is then the input
   */
  public record Subject(StateMachine machine, String state, String shownAs, Execution execution,
      Payload input, Map<String, Payload> variables, int retryCount,
      Optional<Map<String, @Nullable Object>> context, Optional<Payload> items,
      boolean isIteration) {}

  /** What the state waits for. */
  public sealed interface Wish {
    /** Nothing: it has ended. */
    record Nothing() implements Wish {}

    /** A time; then {@link #waited}. */
    record Until(Instant time) implements Wish {}

    /**
     * A task's call; then {@link #leave}.
     *
     * @param timeoutSeconds null where the definition sets none
     * @param roleArn the role of Credentials; null where there is none
     */
    record Call(Resource resource, Payload parameters, @Nullable Long timeoutSeconds,
        @Nullable String roleArn) implements Wish {}

    /** The outputs of all branches; then {@link #leave}. */
    record Branches(int count) implements Wish {}

    /**
     * The result of a Map's iterations; then {@link #leave}.
     *
     * @param count how many items there are; empty where nobody knows
     */
    record Iterations(OptionalInt count) implements Wish {}
  }

  /** How a trial has ended. */
  public enum Status {
    /** The state was left. */
    SUCCEEDED,
    /** The state failed, and with it what is around it. */
    FAILED,
    /** The state failed and would be tried again. */
    RETRIABLE,
    /** The state failed and was left by a catcher. */
    CAUGHT_ERROR
  }

  /**
   * What came of it.
   *
   * @param output null where the state was not left
   * @param error null where the state succeeded
   * @param nextState null where it leads nowhere
   * @param variables those in reach, and those that were assigned
   * @param retryIndex the retrier that is for the error, used up or not
   * @param backoffSeconds how long it would wait, before jitter makes it less
   * @param catchIndex the catcher that took the error
   */
  public record Ending(Status status, @Nullable Payload output, @Nullable StatesError error,
      @Nullable String nextState, Map<String, Payload> variables, OptionalInt retryIndex,
      OptionalLong backoffSeconds, OptionalInt catchIndex) {}

  /** Prepares a trial; {@code around}'s watch is told of the data's stages. */
  public StateTrial(Subject subject, Surroundings around) {
    this.subject = subject;
    this.state = subject.machine().state(subject.state());
    this.frame = new Frame(ROOT, 0, 0, subject.state(), 0, subject.variables(),
        new Position.Entering(subject.input()));
    this.visit = new Visit(subject.input(), around.now(), 0, 0,
        Collections.nCopies(Lines.handlingOf(state).retriers().size(), subject.retryCount()), SEQ);
    this.burst = new Burst(subject.machine(), subject.execution(),
        new ExecutionState(1, SEQ + 1, ROOT + 1, null, List.of(frame)), around, new Alone());
    this.lines = new Lines(burst);
  }

  /** Does what comes before the state's work. */
  public Wish enter() {
    Scope scope = scope();
    return switch (state) {
      case PassState pass -> follow(PassStep.enter(pass, scope));
      case ChoiceState choice -> follow(ChoiceStep.enter(choice, scope));
      case WaitState wait -> follow(WaitStep.enter(wait, scope));
      case SucceedState succeed -> follow(SucceedStep.enter(succeed, scope));
      case FailState fail -> follow(FailStep.enter(fail, scope));
      case TaskState task -> follow(TaskStep.enter(task, scope));
      case ParallelState parallel -> follow(ParallelStep.enter(parallel, scope));
      case MapState map when map.mode() instanceof MapMode.Distributed mode ->
        distribute(map, mode, scope);
      case MapState map -> follow(MapStep.enter(map, scope, burst.around.limits()));
    };
  }

  /** The state's work has ended. */
  public void leave(Outcome<Payload> outcome) {
    switch (outcome) {
      case Outcome.Ok<Payload>(Payload result) when burst.isTooLarge(result) ->
        raise(Sizes.result(state instanceof TaskState task
            ? TaskEvents.resourceName(task.resource())
            : state.name()));
      case Outcome.Ok<Payload>(Payload result) ->
        lines.follow(frame, visit, state, switch (state) {
          case TaskState task -> TaskStep.leave(task, scope(), result);
          case ParallelState parallel -> ParallelStep.leave(parallel, scope(), result);
          case MapState map -> MapStep.leave(map, scope(), result);
          default -> throw new IllegalStateException(state.type() + " has no work");
        });
      case Outcome.Failed<Payload> failed -> raise(failed.error());
    }
  }

  /** The time for which the state waited has come. */
  public void waited() {
    lines.follow(frame, visit, state, WaitStep.leave((WaitState) state, scope()));
  }

  /**
   * What came of it.
   *
   * @throws IllegalStateException where the state has not ended
   */
  public Ending ending() {
    Decision decision = burst.decision();
    Map<String, Payload> variables = new LinkedHashMap<>(subject.variables());
    Optional<EventDetails.StateExited> left = decision.history().stream()
        .map(event -> event.details())
        .filter(EventDetails.StateExited.class::isInstance)
        .map(EventDetails.StateExited.class::cast)
        .findFirst();
    left.map(EventDetails.StateExited::assignedVariables).ifPresent(variables::putAll);
    return switch (decision.next()) {
      case Decision.Next.Closed closed when closed.status() == ExecutionStatus.SUCCEEDED ->
        ending(Status.SUCCEEDED, closed.output(), null, null, variables);
      case Decision.Next.Closed closed ->
        ending(Status.FAILED, null, closed.error(), null, variables);
      case Decision.Next.Open open -> switch (open.state().frames().getFirst()) {
        case Frame after when after.position() instanceof Position.BackingOff ->
          ending(Status.RETRIABLE, null, raised, null, variables);
        case Frame after when left.isPresent() ->
          ending(raised == null ? Status.SUCCEEDED : Status.CAUGHT_ERROR, left.get().output(),
              raised,
              after.state(), variables);
        case Frame _ -> throw new IllegalStateException(state.name() + " has not ended");
      };
    };
  }

  private Ending ending(Status status, @Nullable Payload output, @Nullable StatesError error,
      @Nullable String nextState, Map<String, Payload> variables) {
    String seen = kind;
    if (status == Status.SUCCEEDED || seen == null) {
      return new Ending(status, output, error, nextState, variables, OptionalInt.empty(),
          OptionalLong.empty(), OptionalInt.empty());
    }
    OptionalInt retrier = Failures.matchingRetrier(state, seen);
    OptionalLong backoff = status == Status.RETRIABLE
        ? OptionalLong.of((long) Failures.longestDelay(
            Lines.handlingOf(state).retriers().get(retrier.orElseThrow()), subject.retryCount()))
        : OptionalLong.empty();
    OptionalInt catcher = status == Status.CAUGHT_ERROR
        ? Failures.matchingCatcher(state, seen)
        : OptionalInt.empty();
    return new Ending(status, output, error, nextState, variables, retrier, backoff, catcher);
  }

  private void raise(StatesError error) {
    lines.failures().raise(frame, visit, state, error);
  }

  private Scope scope() {
    String token = state instanceof TaskState task && Tasks.waitsForAnswer(task.resource())
        ? burst.around.tokens().token(SEQ, subject.retryCount())
        : null;
    return burst.scope(frame, visit, state, token, null);
  }

  private Wish follow(Step step) {
    return switch (step) {
      case Step.Call call when burst.isTooLarge(call.parameters()) -> tooLarge();
      case Step.Call call -> new Wish.Call(((TaskState) state).resource(), call.parameters(),
          call.timeoutSeconds(), call.roleArn());
      case Step.Fork fork when burst.isTooLarge(fork.input()) -> tooLarge();
      case Step.Fork fork -> new Wish.Branches(fork.branches());
      case Step.Iterate iterate when burst.isTooLarge(iterate.items()) -> tooLarge();
      case Step.Iterate iterate -> select((MapState) state, iterate.items(), null);
      case Step.Hold(Instant until) -> new Wish.Until(until);
      case Step.Leave _,Step.Fail _,Step.Fault _,Step.Misfit _ -> {
        lines.follow(frame, visit, state, step);
        yield new Wish.Nothing();
      }
    };
  }

  private Wish tooLarge() {
    lines.failures().abandon(frame, Sizes.parameters(state.name()));
    return new Wish.Nothing();
  }

  private Wish fault(Outcome.Failed<?> failed) {
    return follow(new Step.Fault(failed));
  }

  // --- Map ---

  private Wish distribute(MapState map, MapMode.Distributed mode, Scope scope) {
    boolean isInData = mode.reader() instanceof ItemReader.StateData;
    Outcome<Optional<Payload>> items = isInData
        ? MapStep.items(map, scope).map(Optional::of)
        : Flows.effectiveInput(map.flow(), scope).map(_ -> subject.items());
    return switch (items) {
      case Outcome.Failed<Optional<Payload>> failed -> fault(failed);
      case Outcome.Ok<Optional<Payload>>(Optional<Payload> found) when isInData
          && found.filter(burst::isTooLarge).isPresent() ->
        tooLarge();
      case Outcome.Ok<Optional<Payload>>(Optional<Payload> found) ->
        switch (lines.maps().plan(frame, visit, map, mode, found.orElse(null), scope)) {
          case Outcome.Failed<MapPlan> failed -> fault(failed);
          case Outcome.Ok<MapPlan>(MapPlan plan) -> found
              .map(known -> select(map, known, plan))
              .orElseGet(() -> new Wish.Iterations(OptionalInt.empty()));
        };
    };
  }

  /** @param plan null for an inline Map */
  private Wish select(MapState map, Payload items, @Nullable MapPlan plan) {
    List<Map<String, Object>> contexts = items(items, plan != null);
    List<Payload> inputs = new ArrayList<>();
    long room = burst.around.limits().payloadBytes();
    var allowance = new EvaluationAllowance();
    for (Map<String, Object> context : contexts) {
      Payload item = Payload.of(context.get("Value"));
      Scope scope = burst.scope(frame, visit, map, null, Map.of("Item", context)).within(allowance);
      switch (map.itemSelector().isEmpty()
          ? Outcome.ok(item)
          : MapStep.iterationInput(map, scope, item)) {
        case Outcome.Failed<Payload> failed -> {
          return fault(failed);
        }
        case Outcome.Ok<Payload>(Payload input) when burst.isTooLarge(input) -> {
          return tooLarge();
        }
        case Outcome.Ok<Payload>(Payload input) -> {
          inputs.add(input);
          room -= input.utf8Length() + 1;
        }
      }
      if (room <= 0) {
        // Nobody could be shown so much, and an execution would never hold it all at once.
        return new Wish.Iterations(OptionalInt.of(contexts.size()));
      }
    }
    if (map.itemSelector().isPresent()) {
      show(DataStage.AFTER_ITEM_SELECTOR, inputs);
    }
    if (plan != null && map.mode() instanceof MapMode.Distributed mode
        && mode.batching() instanceof ItemBatching.Batches) {
      show(DataStage.AFTER_ITEM_BATCHER, batches(inputs, plan));
    }
    return new Wish.Iterations(OptionalInt.of(contexts.size()));
  }

  private void show(DataStage stage, List<Payload> values) {
    burst.around.watch().reached(stage, Payload.array(values));
  }

  /** What the context object shows of each item. */
  private List<Map<String, Object>> items(Payload items, boolean withSource) {
    List<Map<String, Object>> contexts = new ArrayList<>();
    switch (items.tree()) {
      case List<?> list -> list.forEach(value -> contexts
          .add(item(contexts.size(), null, value, withSource)));
      case Map<?, ?> object -> object.forEach((key, value) -> contexts
          .add(item(contexts.size(), String.valueOf(key), value, withSource)));
      case null, default -> {
        // What an ItemReader found may be anything; it then has no items.
      }
    }
    return contexts;
  }

  private Map<String, Object> item(int index, @Nullable String key, @Nullable Object value,
      boolean withSource) {
    var item = new LinkedHashMap<String, @Nullable Object>();
    item.put("Index", index);
    if (key != null) {
      item.put("Key", key);
    }
    item.put("Value", value);
    if (withSource && subject.items().isEmpty()) {
      item.put("Source", "STATE_DATA");
    }
    return Collections.unmodifiableMap(castNullable(item));
  }

  /** The map of the context object may hold nulls, as JSON does. */
  @SuppressWarnings({"unchecked", "NullAway"})
  private static Map<String, Object> castNullable(Map<String, @Nullable Object> map) {
    return (Map<String, Object>) (Map<?, ?>) map;
  }

  private static List<Payload> batches(List<Payload> inputs, MapPlan plan) {
    long most = plan.batchItems() == 0 ? Long.MAX_VALUE : plan.batchItems();
    long bytes = plan.batchBytes() == 0 ? Long.MAX_VALUE : plan.batchBytes();
    List<Payload> batches = new ArrayList<>();
    List<Payload> open = new ArrayList<>();
    long empty = batch(List.of(), plan.batchInput()).utf8Length();
    long size = empty;
    for (Payload input : inputs) {
      long grown = size + input.utf8Length() + (open.isEmpty() ? 0 : 1);
      if (!open.isEmpty() && (open.size() == most || grown > bytes)) {
        batches.add(batch(open, plan.batchInput()));
        open.clear();
        grown = empty + input.utf8Length();
      }
      open.add(input);
      size = grown;
    }
    if (!open.isEmpty()) {
      batches.add(batch(open, plan.batchInput()));
    }
    return batches;
  }

  private static Payload batch(List<Payload> items, @Nullable Payload batchInput) {
    var batch = new LinkedHashMap<String, @Nullable Object>();
    if (batchInput != null) {
      batch.put("BatchInput", batchInput.tree());
    }
    batch.put("Items", Payload.array(items).tree());
    return Payload.of(batch);
  }

  /** A state without an execution around it. */
  private final class Alone implements Setting {
    @Override
    public Map<String, @Nullable Object> context(Execution execution, State of, Visit at,
        @Nullable String token, @Nullable Map<String, Object> mapItem) {
      var context = new LinkedHashMap<String, @Nullable Object>(
          subject.context().orElseGet(() -> madeUp(execution, of, at, token)));
      if (mapItem != null) {
        context.put("Map", mapItem);
      }
      return context;
    }

    private Map<String, @Nullable Object> madeUp(Execution execution, State of, Visit at,
        @Nullable String token) {
      Map<String, @Nullable Object> context = ContextObject.of(execution, of, at, token, null);
      part(context, "Execution")
          .replace("RoleArn", execution.roleArn().isEmpty() ? null : execution.roleArn());
      Map<String, @Nullable Object> here = part(context, "State");
      here.replace("Name", subject.shownAs());
      here.replace("RetryCount", subject.retryCount());
      if (subject.isIteration()) {
        context.put("Map", Map.of("Item", item(0, null, subject.input().tree(), false)));
      }
      return context;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> part(Map<String, @Nullable Object> context,
        String name) {
      return (Map<String, @Nullable Object>) Objects.requireNonNull(context.get(name));
    }

    /** Nothing is around the state that its name would have to tell it apart from. */
    @Override
    public StatesError blame(State of, Visit at, StatesError error) {
      return error;
    }

    @Override
    public void raised(StatesError error, String seenAs) {
      raised = error;
      kind = seenAs;
    }
  }
}
