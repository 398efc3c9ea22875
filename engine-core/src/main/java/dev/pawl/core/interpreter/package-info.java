/**
 * The decision: execution, events and time in; next state, history and effects out. No clock, no
 * randomness, no thread but what is passed in. One step class per state type.
 */
@NullMarked
package dev.pawl.core.interpreter;

import org.jspecify.annotations.NullMarked;
