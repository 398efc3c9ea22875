package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import java.util.Optional;

/**
 * One rule of a Choice.
 *
 * @param assign variables to set when the rule is taken; in its place the state's own Assign is not run
 * @param output JSONata only: the state's output when the rule is taken
 * @param next the state to go to
 */
public record ChoiceRule(Condition condition, Optional<Expression> assign,
    Optional<Expression> output, String next) {}
