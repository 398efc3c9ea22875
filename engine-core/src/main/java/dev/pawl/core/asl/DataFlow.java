package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.ResultPath;
import java.util.Optional;

/** How data pass through a state: the stages of its query language. */
public sealed interface DataFlow {
  /** Evaluates to an object: variable names and their new values. Empty where the state assigns nothing. */
  Optional<Expression> assign();

  /**
   * The stages of a JSONPath state (reference: asl, section 3.1). A stage that the state type does not have,
   * or that the definition leaves at its default, is empty; paths whose default is {@code $} are then the identity.
   *
   * @param inputPath a path over the raw input; {@code null} in the definition is an expression that gives {@code {}}
   * @param parameters a payload template; empty for a Map state, whose ItemSelector takes its place
   * @param resultSelector a payload template over the raw result
   * @param resultPath where the result goes in the raw input
   * @param outputPath a path over what ResultPath made
   */
  record PathFlow(Optional<Expression> inputPath, Optional<Expression> parameters,
      Optional<Expression> resultSelector,
      ResultPath resultPath, Optional<Expression> outputPath,
      Optional<Expression> assign) implements DataFlow {}

  /**
   * The stages of a JSONata state (reference: asl, section 6).
   *
   * @param arguments what the state's work gets; the default is the state's input
   * @param output the state's output; the default is the result, or the input where the state has no result
   */
  record JsonataFlow(Optional<Expression> arguments, Optional<Expression> output,
      Optional<Expression> assign)
      implements
        DataFlow {}
}
