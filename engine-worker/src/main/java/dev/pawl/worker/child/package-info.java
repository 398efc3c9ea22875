/** Executions that tasks start: {@code startExecution} in all its forms. See docs/child-executions.md. */
@NullMarked
package dev.pawl.worker.child;

import org.jspecify.annotations.NullMarked;
