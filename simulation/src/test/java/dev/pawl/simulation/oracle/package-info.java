/** Tests of the oracle itself. */
@NullMarked
package dev.pawl.simulation.oracle;

import org.jspecify.annotations.NullMarked;
