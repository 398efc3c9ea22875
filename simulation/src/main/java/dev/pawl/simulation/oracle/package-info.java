/**
 * What must be true at the end and all along, told without the engine's help: a naive interpreter of workflow trees,
 * and the invariants of histories and rows.
 */
@NullMarked
package dev.pawl.simulation.oracle;

import org.jspecify.annotations.NullMarked;
