package dev.pawl.core.expression;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.util.function.Supplier;

/**
 * Is told when a field's evaluation begins and ends, so that someone outside can notice one that does not
 * end, and tells when a burst has taken long enough. It may also look at the data on their way through a state. Each watch belongs to one burst, and is told and asked by the
 * one thread that computes it.
 */
public interface EvaluationWatch {
  /** Watches nothing, for bursts that nobody waits for. */
  EvaluationWatch NONE = new EvaluationWatch() {
    @Override
    public void begins(Supplier<StatesError> ifEndless) {}

    @Override
    public void ends() {}

    @Override
    public boolean isTimeUp() {
      return false;
    }
  };

  /**
   * An evaluation begins; evaluations do not nest.
   *
   * @param ifEndless tells with what error the execution fails where the evaluation does not end; may be
   *     called on any thread
   */
  void begins(Supplier<StatesError> ifEndless);

  /** The evaluation that began last has ended. */
  void ends();

  /** The data of a state have come to a stage; a stage may be told of more than once. */
  default void reached(DataStage stage, Payload data) {}

  /** Whether the burst has taken so long that it should stop at the next state and go on later. */
  boolean isTimeUp();
}
