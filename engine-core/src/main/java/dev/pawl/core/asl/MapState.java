package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import java.util.Optional;

/**
 * Runs its processor once for each item; the result is the array of outputs, in order.
 *
 * @param items gives the array to iterate, from the effective input; empty: the effective input itself
 * @param itemSelector a template that makes an iteration's input; empty: the item
 * @param maxConcurrency how many iterations may run at once; 0 or absent: the mode's own limit
 * @param tolerance how many items may fail
 * @param mode inline or distributed
 */
public record MapState(String name, DataFlow flow, StateGraph processor, Optional<Expression> items,
    Optional<Expression> itemSelector, IntegerField maxConcurrency, Tolerance tolerance,
    MapMode mode, ErrorHandling handling,
    Transition transition) implements State {}
