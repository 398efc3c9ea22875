/** The calls that this node makes for tasks, and what becomes of those of dead nodes. */
@NullMarked
package dev.pawl.worker.attempt;

import org.jspecify.annotations.NullMarked;
