/** Map runs as a function. */
@NullMarked
package dev.pawl.core.maprun;

import org.jspecify.annotations.NullMarked;
