/** Replays recorded AWS behaviour against the interpreter alone, with a virtual clock and the recorded answers. */
@NullMarked
package dev.pawl.core.conformance;

import org.jspecify.annotations.NullMarked;
