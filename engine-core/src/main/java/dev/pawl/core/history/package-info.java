/**
 * The history events of an execution (reference: history-events) and the codec of their packed
 * segments.
 */
@NullMarked
package dev.pawl.core.history;

import org.jspecify.annotations.NullMarked;
