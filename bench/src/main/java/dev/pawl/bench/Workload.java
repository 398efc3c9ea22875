package dev.pawl.bench;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.interpreter.Interpreter;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.interpreter.Surroundings;
import dev.pawl.core.json.Payload;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A machine and an input that it runs to the end with in one burst. Every run starts from the input's
 * text, so that nothing which an earlier run had parsed helps the next.
 */
final class Workload {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");
  private static final UUID ID = UUID.fromString("0190d7e8-0000-7000-8000-000000000001");
  private static final String ARN = "arn:aws:states:us-east-1:111111111111:";

  private final StateMachine machine;
  private final String input;
  private final Surroundings around = new Surroundings(NOW, new Random(1),
      (seq, attempt) -> "token-" + seq + "-" + attempt, _ -> Map.of(), _ -> false, Limits.DEFAULT);

  private Workload(StateMachine machine, String input) {
    this.machine = machine;
    this.input = input;
  }

  /**
   * Reads the definition and makes sure that it does what is to be measured.
   *
   * @param transitions how many states it must enter
   * @throws IllegalStateException where it does not succeed after just so many states
   */
  static Workload of(String definition, String input, int transitions) {
    Workload workload = switch (DefinitionParser.parse(definition, MachineType.STANDARD)) {
      case ParseResult.Valid valid -> new Workload(valid.machine(), input);
      case ParseResult.Invalid invalid -> throw new IllegalStateException(invalid.message());
    };
    Decision decision = workload.run();
    long entered = decision.history().stream().map(HistoryEvent::type)
        .filter(type -> type.name().endsWith("StateEntered")).count();
    if (entered != transitions
        || !(decision.next() instanceof Decision.Next.Closed closed)
        || closed.status() != ExecutionStatus.SUCCEEDED) {
      throw new IllegalStateException(
          entered + " states instead of " + transitions + ", then: " + decision.next());
    }
    return workload;
  }

  /** Runs the machine from its start to its end. */
  Decision run() {
    var execution = new Execution(ID, 7, ARN + "execution:m:run", "run",
        "arn:aws:iam::111111111111:role/r", ARN + "stateMachine:m", "m", "us-east-1",
        Payload.ofText(input), NOW, ExecutionKind.STANDARD);
    return Interpreter.start(machine, execution, around);
  }
}
