/** What is logged of executions, as their state machines' logging configurations ask for it. */
@NullMarked
package dev.pawl.worker.log;

import org.jspecify.annotations.NullMarked;
