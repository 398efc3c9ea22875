/**
 * The jobs that {@code .sync} tasks wait for: how each kind is looked after, when it has ended, what the task gets, and
 * how it is stopped. A table; calls are made elsewhere.
 */
@NullMarked
package dev.pawl.tasks.job;

import org.jspecify.annotations.NullMarked;
