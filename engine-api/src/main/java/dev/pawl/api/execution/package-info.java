/** Operations on executions: start, stop, describe, list, history. */
@NullMarked
package dev.pawl.api.execution;

import org.jspecify.annotations.NullMarked;
