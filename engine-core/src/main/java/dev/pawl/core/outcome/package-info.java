/** What a step brings: a value, or a failure that the definition can see. */
@NullMarked
package dev.pawl.core.outcome;

import org.jspecify.annotations.NullMarked;
