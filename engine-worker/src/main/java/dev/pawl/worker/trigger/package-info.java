/** Fires schedules, and makes the calls that are owed to the targets of rules and schedules. */
@NullMarked
package dev.pawl.worker.trigger;

import org.jspecify.annotations.NullMarked;
