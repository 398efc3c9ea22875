/** Tests of the simulation, and by it of the engine. */
@NullMarked
package dev.pawl.simulation;

import org.jspecify.annotations.NullMarked;
