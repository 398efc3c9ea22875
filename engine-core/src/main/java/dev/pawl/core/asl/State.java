package dev.pawl.core.asl;

/** A state of the language; the eight types are a closed family. */
public sealed interface State
    permits
    PassState,
    TaskState,
    ChoiceState,
    WaitState,
    SucceedState,
    FailState,
    ParallelState,
    MapState {

  /** Unique in the whole machine; 1 to 80 characters. */
  String name();

  /** The {@code Type} field's value, which also starts the names of the state's history events. */
  default String type() {
    return switch (this) {
      case PassState _ -> "Pass";
      case TaskState _ -> "Task";
      case ChoiceState _ -> "Choice";
      case WaitState _ -> "Wait";
      case SucceedState _ -> "Succeed";
      case FailState _ -> "Fail";
      case ParallelState _ -> "Parallel";
      case MapState _ -> "Map";
    };
  }
}
