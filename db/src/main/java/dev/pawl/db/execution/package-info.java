/** Executions from start to close: the hot tables, and the cold ones that they leave behind. */
@NullMarked
package dev.pawl.db.execution;

import org.jspecify.annotations.NullMarked;
