package dev.pawl.local;

import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ResultWriter;
import dev.pawl.core.asl.ResultWriter.OutputType;
import dev.pawl.core.asl.ResultWriter.Transformation;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.ChildClosing;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.tasks.item.UnreadableItemsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Map run of a Distributed Map, with its children in the same memory. Belongs to the run's thread. */
final class LocalMapRun {
  private final LocalRun run;
  private final Execution parent;
  private final StateMachine definition;
  private final Effect.StartMapRun asked;
  private final MapState map;
  private final MapMode.Distributed mode;
  private final Consumer<Outcome<Payload>> end;

  private final Map<Integer, LocalExecution> children = new TreeMap<>();
  private final Map<Integer, Payload> outputs = new TreeMap<>();
  private List<ChildInputs.ChildInput> announced = List.of();
  private MapRunState state = MapRunState.BEGINNING;
  private @Nullable ChildInputs inputs;
  private boolean isWanted = true;

  /**
   * @param end told once how it has ended
   * @throws NotLocalException where its results would go elsewhere, or its items come from nowhere
   */
  LocalMapRun(LocalRun run, Execution parent, StateMachine definition, Effect.StartMapRun asked,
      Consumer<Outcome<Payload>> end) {
    this.run = run;
    this.parent = parent;
    this.definition = definition;
    this.asked = asked;
    this.map = (MapState) definition.state(asked.state());
    this.mode = (MapMode.Distributed) map.mode();
    this.end = end;
    switch (mode.writer()) {
      case ResultWriter.Export _ -> throw new NotLocalException(map.name(),
          "writes its results to a bucket, which a local run does not");
      case ResultWriter.StateResult(Transformation transformation, OutputType _) when transformation == Transformation.NONE ->
        throw new NotLocalException(map.name(),
            "wants the whole records of its children (Transformation NONE), which a local run does not keep");
      case ResultWriter.Outputs _,ResultWriter.StateResult _ -> {
        // The state's result alone.
      }
    }
    if (!(mode.reader() instanceof ItemReader.StateData)
        && run.parts().outside().objects().isEmpty()) {
      throw new NotLocalException(map.name(),
          "reads its items from a bucket, which a local run cannot reach");
    }
  }

  /** Its execution wants it no more. */
  void stop() {
    isWanted = false;
    state = state.ending(null);
    go();
  }

  /** Does what is next until children have to end. */
  void go() {
    boolean goesOn = true;
    while (goesOn) {
      state = state.judged(asked.plan().parameters());
      goesOn = switch (state.next(asked.plan().parameters().concurrency())) {
        case MapRunState.Next.Announce(int most) -> announce(most);
        case MapRunState.Next.Start _ -> start();
        case MapRunState.Next.Stop _ -> stopChildren();
        case MapRunState.Next.Await _ -> false;
        case MapRunState.Next.Finish _ -> finish();
      };
    }
  }

  private boolean announce(int most) {
    try {
      ChildInputs reading = inputs;
      if (reading == null) {
        reading = new ChildInputs(map, mode, asked.plan(), run);
        inputs = reading;
      }
      List<ChildInputs.ChildInput> block = new ArrayList<>();
      ChildInputs.ChildInput input = reading.next();
      while (input != null) {
        block.add(input);
        input = block.size() < most ? reading.next() : null;
      }
      boolean isLast = block.size() < most;
      announced = block;
      state = state.announced(block.size(),
          block.stream().mapToLong(ChildInputs.ChildInput::items).sum());
      if (isLast) {
        state = state.of(state.unannouncedItem());
      }
    } catch (MapRunFailedException e) {
      state = state.ending(e.error());
    } catch (UnreadableItemsException e) {
      state = state.ending(new StatesError("States.ItemReaderFailed", e.getMessage()));
    }
    return true;
  }

  private boolean start() {
    int first = state.nextChild();
    List<ChildInputs.ChildInput> block = announced;
    announced = List.of();
    state = state.started();
    for (int i = 0; i < block.size(); i++) {
      begin(first + i, block.get(i));
    }
    return true;
  }

  private void begin(int index, ChildInputs.ChildInput input) {
    Arn.StateMachine machine = run.machine().arn();
    UUID id = ExecutionIds.ofChild(asked.id(), index);
    String labelled = machine.name() + "/" + asked.label();
    boolean isExpress = mode.childType() == MachineType.EXPRESS;
    String name = id.toString();
    Execution execution = new Execution(id, 0,
        isExpress
            ? new Arn.Express(machine.region(), machine.account(), labelled, name, name).text()
            : new Arn.Execution(machine.region(), machine.account(), labelled, name).text(),
        name, parent.roleArn(), machine.text() + "/" + asked.label(), labelled, parent.region(),
        input.input(), run.parts().clock().now(),
        isExpress ? ExecutionKind.SYNC_EXPRESS : ExecutionKind.STANDARD)
        .of(Optional.of(new Parent.MapRun(0, asked.id(), index, input.items(),
            ExecutionIds.ofText(machine.text()), map.name(), asked.label())));
    StateMachine processor = new StateMachine(definition.queryLanguage(), OptionalLong.empty(),
        map.processor(), definition.states(), definition.variableReferences());
    LocalExecution child = new LocalExecution(run, execution, processor, mode.childType(),
        _ -> {}, closed -> closed(index, input.items(), closed));
    children.put(index, child);
    run.later(child::begin);
  }

  private void closed(int index, int items, Decision.Next.Closed closed) {
    children.remove(index);
    Payload output = closed.output();
    if (output != null) {
      outputs.put(index, output);
    }
    state = state.closed(
        List.of(new ChildClosing(index, ChildStatus.valueOf(closed.status().name()), items)));
    run.later(this::go);
  }

  private boolean stopChildren() {
    children.values().forEach(child -> child.deliver(new Event.Stopped(null, null)));
    state = state.stopSent(0, 0);
    return true;
  }

  private boolean finish() {
    ChildInputs open = inputs;
    if (open != null) {
      open.close();
      inputs = null;
    }
    if (isWanted) {
      isWanted = false;
      MapRunState.End reason = state.end();
      end.accept(reason == null
          ? result()
          : Outcome.failed(
              reason.error() == null ? new StatesError(null, null) : reason.error()));
    }
    return false;
  }

  private Outcome<Payload> result() {
    ResultWriter.StateResult form = mode.writer() instanceof ResultWriter.StateResult given
        ? given
        : new ResultWriter.StateResult(Transformation.COMPACT, OutputType.JSON);
    List<Payload> results = new ArrayList<>();
    for (Payload output : outputs.values()) {
      if (form.transformation() == Transformation.FLATTEN
          && output.tree() instanceof List<?> elements) {
        elements.forEach(element -> results.add(Payload.of(element)));
      } else {
        results.add(output);
      }
    }
    Payload whole = switch (form.type()) {
      case JSON -> Payload.array(results);
      case JSONL -> Payload.of(
          results.stream().map(Payload::text).collect(Collectors.joining("\n")));
    };
    return whole.isLongerThan(run.parts().limits().payloadBytes())
        ? Outcome.failed(new StatesError(StatesError.DATA_LIMIT_EXCEEDED,
            "The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit."
                .formatted(map.name())))
        : Outcome.ok(whole);
  }
}
