/** Runs in memory. */
@NullMarked
package dev.pawl.local;

import org.jspecify.annotations.NullMarked;
