/** Tests of what starts executions, on a real database. */
@NullMarked
package dev.pawl.db.trigger;

import org.jspecify.annotations.NullMarked;
