/** Rules, schedules and what else starts executions, and the calls that are owed to their targets. */
@NullMarked
package dev.pawl.db.trigger;

import org.jspecify.annotations.NullMarked;
