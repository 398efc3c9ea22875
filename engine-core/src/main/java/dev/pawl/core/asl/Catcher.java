package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.ResultPath;
import java.util.List;
import java.util.Optional;

/**
 * Where to go when a state failed (reference: asl, section 8).
 *
 * @param resultPath JSONPath: where the error output goes in the raw input; JSONata: always Replace
 * @param output JSONata: the state's output; the default is the error output
 */
public record Catcher(List<String> errorEquals, ResultPath resultPath, Optional<Expression> assign,
    Optional<Expression> output, String next) {
  public Catcher {
    errorEquals = List.copyOf(errorEquals);
  }
}
