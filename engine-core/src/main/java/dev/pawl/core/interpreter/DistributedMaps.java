package dev.pawl.core.interpreter;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.PercentageField;
import dev.pawl.core.asl.ReaderConfig;
import dev.pawl.core.asl.ResultWriter;
import dev.pawl.core.asl.State;
import dev.pawl.core.expression.DataStage;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.core.maprun.Selection;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Distributed Maps as their execution sees them: a Map run is asked for, and some day it has ended. */
final class DistributedMaps {
  /** AWS's bound on the redrives of one Map run (reference: asl, Distributed Map). */
  static final int MOST_REDRIVES = 1_000;

  private final Burst burst;
  private final Lines lines;

  DistributedMaps(Burst burst, Lines lines) {
    this.burst = burst;
    this.lines = lines;
  }

  /** Whether a state is a Distributed Map. */
  static boolean is(State state) {
    return state instanceof MapState map && map.mode() instanceof MapMode.Distributed;
  }

  /** Asks for a Map run. That the state has started is recorded before its fields are looked at, as on AWS. */
  void enter(Frame frame, Visit visit, MapState map, MapMode.Distributed mode) {
    Scope scope = burst.scope(frame, visit, map);
    Outcome<Optional<Payload>> items = mode.reader() instanceof ItemReader.StateData
        ? MapStep.items(map, scope).map(Optional::of)
        : Outcome.ok(Optional.empty());
    switch (items) {
      case Outcome.Failed<Optional<Payload>> failed ->
        lines.failures().fault(frame, visit, map, failed);
      case Outcome.Ok<Optional<Payload>>(Optional<Payload> found) when found
          .filter(burst::isTooLarge)
          .isPresent() ->
        lines.failures().abandon(frame, Sizes.parameters(map.name()));
      case Outcome.Ok<Optional<Payload>>(Optional<Payload> found) -> {
        long started = burst.record(frame.previous(), HistoryEventType.MapStateStarted,
            new EventDetails.MapStateStarted(found.map(DistributedMaps::length).orElse(0)));
        switch (plan(frame, visit, map, mode, found.orElse(null), scope)) {
          case Outcome.Failed<MapPlan> failed ->
            lines.failures().fault(frame.after(started), visit, map, failed);
          case Outcome.Ok<MapPlan>(MapPlan plan) -> start(frame.after(started), visit, map, plan);
        }
      }
    }
  }

  private void start(Frame frame, Visit visit, MapState map, MapPlan plan) {
    UUID id = ExecutionIds.next(burst.now(), burst.around.random());
    String label = label(burst.execution, map);
    long started = burst.record(frame.previous(), HistoryEventType.MapRunStarted,
        new EventDetails.MapRunStarted(arn(burst.execution, label, id)));
    burst.start(new Effect.StartMapRun(id, map.name(), label, plan));
    burst.put(frame.after(started).at(new Position.Mapping(visit, id, 0)));
  }

  /** The execution was redriven: its Map run goes on from where it broke off. */
  void redrive(Frame frame, Position.Mapping mapping) {
    MapState map = (MapState) burst.machine.state(frame.state());
    if (mapping.redrives() == MOST_REDRIVES) {
      lines.failures().raise(frame, mapping.visit(), map, StatesError.runtime(
          "The Map Run reached the maximum number of redrives (%d).".formatted(MOST_REDRIVES)));
      return;
    }
    String label = label(burst.execution, map);
    int redrives = mapping.redrives() + 1;
    long redriven = burst.record(frame.previous(), HistoryEventType.MapRunRedriven,
        new EventDetails.MapRunRedriven(arn(burst.execution, label, mapping.mapRun()), redrives));
    burst.redrive(new Effect.RedriveMapRun(mapping.mapRun(), label, redrives));
    burst.put(frame.after(redriven)
        .at(new Position.Mapping(mapping.visit(), mapping.mapRun(), redrives)));
  }

  /** The id of a Map run that an event names. */
  static UUID id(String arn) {
    return UUID.fromString(arn.substring(arn.lastIndexOf(':') + 1));
  }

  /** The Map run has ended. */
  void closed(Event.MapRunClosed event) {
    burst.frames()
        .stream()
        .filter(frame -> frame.position() instanceof Position.Mapping mapping
            && mapping.mapRun().equals(event.mapRun())
            && mapping.redrives() == event.redrives())
        .findFirst()
        .ifPresent(frame -> closed(frame, ((Position.Mapping) frame.position()).visit(), event));
  }

  private void closed(Frame frame, Visit visit, Event.MapRunClosed event) {
    MapState map = (MapState) burst.machine.state(frame.state());
    switch (event.result()) {
      case Outcome.Ok<Payload>(Payload result) when burst.isTooLarge(result) ->
        failed(frame, visit, map, Sizes.result(map.name()));
      case Outcome.Ok<Payload>(Payload result) -> {
        long succeeded = burst.record(frame.previous(), HistoryEventType.MapRunSucceeded,
            new EventDetails.None());
        burst.record(succeeded, HistoryEventType.MapStateSucceeded, new EventDetails.None());
        lines.follow(frame, visit, map, MapStep.leave(map, burst.scope(frame, visit, map), result));
      }
      case Outcome.Failed<Payload> failure -> failed(frame, visit, map, failure.error());
    }
  }

  private void failed(Frame frame, Visit visit, MapState map, StatesError error) {
    long failed = burst.record(frame.previous(), HistoryEventType.MapRunFailed,
        new EventDetails.Failure(error.name(), error.cause()));
    lines.failures().raise(frame.after(failed), visit, map, error);
  }

  /** The label of a Map state's Map runs: as given, else made of the state machine and the state's name. */
  static String label(Execution execution, MapState map) {
    if (map.mode() instanceof MapMode.Distributed mode && mode.label().isPresent()) {
      return mode.label().get();
    }
    return ExecutionIds.ofText(machineArn(execution).text() + "/" + map.name()).toString();
  }

  private static String arn(Execution execution, String label, UUID id) {
    Arn.StateMachine machine = machineArn(execution);
    return new Arn.MapRun(machine.region(), machine.account(), machine.name(), label,
        id.toString()).text();
  }

  /** The state machine of the catalogue: a Map run's child, too, belongs to one. */
  private static Arn.StateMachine machineArn(Execution execution) {
    String arn = execution.stateMachineArn();
    int slash = arn.indexOf('/');
    return (Arn.StateMachine) Arn.parse(slash < 0 ? arn : arn.substring(0, slash)).orElseThrow();
  }

  private static int length(Payload items) {
    return switch (items.tree()) {
      case List<?> list -> list.size();
      case Map<?, ?> object -> object.size();
      case null, default -> 0;
    };
  }

  /** What the state's expressions give for its Map run. */
  Outcome<MapPlan> plan(Frame frame, Visit visit, MapState map, MapMode.Distributed mode,
      @Nullable Payload items, Scope scope) {
    return Flows.effectiveInput(map.flow(), scope).then(effective -> {
      Scope reach = scope.over(effective);
      return parameters(map, reach).then(
          parameters -> reader(mode.reader(), reach).then(
              reader -> batches(mode.batching(), reach).then(
                  batches -> computed(writerOf(mode.writer()), reach).map(
                      writer -> new MapPlan(items, reader.arguments(), reader.maxItems(),
                          selection(frame, visit, map, effective, reach),
                          batches.input(), batches.items(), batches.bytes(), writer,
                          parameters)))));
    });
  }

  private record Reading(@Nullable Payload arguments, long maxItems) {}

  private record Batches(@Nullable Payload input, long items, long bytes) {}

  private static Outcome<MapRunParameters> parameters(MapState map, Scope scope) {
    return IntegerFields.read(map.maxConcurrency(), scope)
        .map(asked -> MapStep.told(scope, asked)).then(
            concurrency -> count(map.tolerance().count(), scope)
                .map(count -> told(scope, DataStage.TOLERATED_FAILURE_COUNT, count)).then(
                    count -> percentage(map.tolerance().percentage(), scope)
                        .map(share -> told(scope, DataStage.TOLERATED_FAILURE_PERCENTAGE, share))
                        .map(percentage -> new MapRunParameters(
                            (int) Math.min(concurrency, Integer.MAX_VALUE), count, percentage))));
  }

  private static <T extends Number> T told(Scope scope, DataStage stage, T number) {
    scope.tell(stage, Payload.of(number));
    return number;
  }

  private static Outcome<Long> count(IntegerField field, Scope scope) {
    if (!(field instanceof IntegerField.Computed computed)) {
      return IntegerFields.read(field, scope).map(DistributedMaps::orZero);
    }
    return computed.expression().evaluate(scope).then(
        value -> value.tree() instanceof Number number && number.doubleValue() < 0
            ? Outcome.failed(StatesError.runtime("ToleratedFailureCount cannot be negative."))
            : IntegerFields.of(computed, value).map(DistributedMaps::orZero));
  }

  private static Outcome<Double> percentage(PercentageField field, Scope scope) {
    return switch (field) {
      case PercentageField.Absent _ -> Outcome.ok(0.0);
      case PercentageField.Literal(double value) -> Outcome.ok(value);
      case PercentageField.Computed(String name, Expression expression) ->
        expression.evaluate(scope).then(value -> percentage(name, expression, value));
    };
  }

  private static Outcome<Double> percentage(String field, Expression expression, Payload value) {
    double number;
    if (value.tree() instanceof Number given) {
      number = given.doubleValue();
    } else if (field.endsWith("Path")) {
      if (!(value.tree() instanceof String text)
          || !text.matches("-?[0-9]{1,9}([.][0-9]{1,9})?")) {
        return Outcome.failed(
            StatesError.runtime(
                "The %s field refers to value \"%s\" which is not a valid float: %s"
                    .formatted(field, FieldTypes.shown(value), expression.source())));
      }
      number = Double.parseDouble(text);
    } else {
      return FieldTypes.unexpected(field, expression, "number", value);
    }
    return number >= 0 && number <= 100
        ? Outcome.ok(number)
        : Outcome.failed(
            StatesError.runtime("ToleratedFailurePercentage must be between 0 and 100."));
  }

  private static Outcome<Reading> reader(ItemReader reader, Scope scope) {
    return switch (reader) {
      case ItemReader.StateData _ -> Outcome.ok(new Reading(null, 0));
      case ItemReader.ObjectContent(String _, Optional<Expression> arguments, ReaderConfig config) ->
        reading(arguments, config, scope);
      case ItemReader.ObjectList(String _, Optional<Expression> arguments, ReaderConfig config) ->
        reading(arguments, config, scope);
    };
  }

  private static Outcome<Reading> reading(Optional<Expression> arguments, ReaderConfig config,
      Scope scope) {
    return computed(arguments, scope).then(
        given -> maxItems(config.maxItems(), scope).map(most -> new Reading(given, most)));
  }

  /** A negative number is the reader's to refuse. */
  private static Outcome<Long> maxItems(IntegerField field, Scope scope) {
    if (!(field instanceof IntegerField.Computed computed)) {
      return IntegerFields.read(field, scope).map(DistributedMaps::orZero);
    }
    return computed.expression().evaluate(scope).then(
        value -> value.tree() instanceof Number number && IntegerFields.isWhole(number)
            ? Outcome.ok(number.longValue())
            : IntegerFields.of(computed, value).map(DistributedMaps::orZero));
  }

  private static Outcome<Batches> batches(ItemBatching batching, Scope scope) {
    return switch (batching) {
      case ItemBatching.Single _ -> Outcome.ok(new Batches(null, 1, 0));
      case ItemBatching.Batches(Optional<Expression> input, IntegerField items, IntegerField bytes) ->
        computed(input, scope).then(
            given -> IntegerFields.read(items, scope).then(
                most -> IntegerFields.read(bytes, scope).map(
                    largest -> new Batches(given, orZero(most), orZero(largest)))));
    };
  }

  private static Optional<Expression> writerOf(ResultWriter writer) {
    return writer instanceof ResultWriter.Export export ? export.arguments() : Optional.empty();
  }

  private static Outcome<@Nullable Payload> computed(Optional<Expression> expression,
      Scope scope) {
    return expression.isEmpty()
        ? Outcome.ok(null)
        : expression.get().evaluate(scope).map(value -> value);
  }

  private @Nullable Selection selection(Frame frame, Visit visit, MapState map, Payload effective,
      Scope scope) {
    if (map.itemSelector().isEmpty()) {
      return null;
    }
    var read = new LinkedHashMap<String, Payload>();
    for (String name : burst.machine.variableReferences().getOrDefault(map.name(), List.of())) {
      Payload value = scope.variables().get(name);
      if (value != null) {
        read.put(name, value);
      }
    }
    return new Selection(effective,
        Payload.of(
            burst.setting.context(burst.execution, map, visit, null, burst.itemAround(frame))),
        read, visit.enteredEvent());
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
