package dev.pawl.core.teststate;

import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.FailState;
import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.PassState;
import dev.pawl.core.asl.PercentageField;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.SucceedState;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.asl.WaitState;
import dev.pawl.core.expression.DataStage;
import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps the data of the stages that AWS shows for a state. */
final class Inspector implements EvaluationWatch {
  private static final Set<DataStage> AS_NUMBERS = EnumSet.of(DataStage.MAX_CONCURRENCY,
      DataStage.TOLERATED_FAILURE_COUNT, DataStage.TOLERATED_FAILURE_PERCENTAGE);

  private final Set<DataStage> shown;
  private final Map<DataStage, Payload> data = new EnumMap<>(DataStage.class);
  private EvaluationWatch watch = EvaluationWatch.NONE;

  Inspector(State state) {
    this.shown = stages(state);
  }

  /** Evaluations are watched by somebody else. */
  Inspector behind(EvaluationWatch newWatch) {
    watch = newWatch;
    return this;
  }

  @Override
  public void begins(Supplier<StatesError> ifEndless) {
    watch.begins(ifEndless);
  }

  @Override
  public void ends() {
    watch.ends();
  }

  @Override
  public boolean isTimeUp() {
    return watch.isTimeUp();
  }

  @Override
  public void reached(DataStage stage, Payload value) {
    if (shown.contains(stage)) {
      data.put(stage, value);
    }
  }

  /** A number of a stage; empty where the state does not show it or did not come so far. */
  Optional<Double> number(DataStage stage) {
    return Optional.ofNullable(data.get(stage))
        .map(value -> ((Number) Objects.requireNonNull(value.tree())).doubleValue());
  }

  /** The members of {@code inspectionData}. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    data.forEach((stage, value) -> members.put(name(stage),
        AS_NUMBERS.contains(stage) ? Objects.requireNonNull(value.tree()) : value.text()));
    return members;
  }

  private static String name(DataStage stage) {
    return switch (stage) {
      case AFTER_INPUT_PATH -> "afterInputPath";
      case AFTER_PARAMETERS -> "afterParameters";
      case AFTER_ARGUMENTS -> "afterArguments";
      case RESULT -> "result";
      case AFTER_RESULT_SELECTOR -> "afterResultSelector";
      case AFTER_RESULT_PATH -> "afterResultPath";
      case AFTER_ITEMS_PATH -> "afterItemsPath";
      case AFTER_ITEMS_POINTER -> "afterItemsPointer";
      case AFTER_ITEM_SELECTOR -> "afterItemSelector";
      case AFTER_ITEM_BATCHER -> "afterItemBatcher";
      case MAX_CONCURRENCY -> "maxConcurrency";
      case TOLERATED_FAILURE_COUNT -> "toleratedFailureCount";
      case TOLERATED_FAILURE_PERCENTAGE -> "toleratedFailurePercentage";
    };
  }

  /** What AWS shows of a state, as recorded: less of a Map and a Parallel than their fields would give. */
  private static Set<DataStage> stages(State state) {
    Set<DataStage> stages = EnumSet.noneOf(DataStage.class);
    boolean isPath = flowOf(state).filter(DataFlow.PathFlow.class::isInstance).isPresent();
    if (isPath && !(state instanceof ParallelState)) {
      stages.add(DataStage.AFTER_INPUT_PATH);
    }
    if (isPath) {
      stages.add(DataStage.AFTER_RESULT_SELECTOR);
      stages.add(DataStage.AFTER_RESULT_PATH);
    }
    switch (state) {
      case PassState pass when isPath -> {
        stages.add(DataStage.AFTER_PARAMETERS);
        if (pass.result().isPresent()) {
          stages.add(DataStage.RESULT);
        }
      }
      case TaskState _ -> {
        stages.add(isPath ? DataStage.AFTER_PARAMETERS : DataStage.AFTER_ARGUMENTS);
        stages.add(DataStage.RESULT);
      }
      case MapState map -> {
        if (isPath) {
          stages.add(DataStage.AFTER_ITEMS_PATH);
        }
        stages.addAll(EnumSet.of(DataStage.AFTER_ITEMS_POINTER, DataStage.AFTER_ITEM_SELECTOR,
            DataStage.AFTER_ITEM_BATCHER, DataStage.MAX_CONCURRENCY));
        if (!(map.tolerance().count() instanceof IntegerField.Absent)) {
          stages.add(DataStage.TOLERATED_FAILURE_COUNT);
        }
        if (!(map.tolerance().percentage() instanceof PercentageField.Absent)) {
          stages.add(DataStage.TOLERATED_FAILURE_PERCENTAGE);
        }
      }
      default -> {
        // No work, no result.
      }
    }
    return stages;
  }

  private static Optional<DataFlow> flowOf(State state) {
    return switch (state) {
      case PassState pass -> Optional.of(pass.flow());
      case TaskState task -> Optional.of(task.flow());
      case ParallelState parallel -> Optional.of(parallel.flow());
      case MapState map -> Optional.of(map.flow());
      case ChoiceState choice -> Optional.of(choice.flow());
      case WaitState wait -> Optional.of(wait.flow());
      case SucceedState succeed -> Optional.of(succeed.flow());
      case FailState _ -> Optional.empty();
    };
  }
}
