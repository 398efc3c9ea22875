/** One contract for both stores. */
@NullMarked
package dev.pawl.simulation.store;

import org.jspecify.annotations.NullMarked;
