/** Tests of what starts executions. */
@NullMarked
package dev.pawl.triggers;

import org.jspecify.annotations.NullMarked;
