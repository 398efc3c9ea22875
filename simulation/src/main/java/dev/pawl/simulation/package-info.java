/**
 * Deterministic simulation of the durable engine: seeds, trials, and what they add up to. docs/simulation.md says how to
 * use it.
 */
@NullMarked
package dev.pawl.simulation;

import org.jspecify.annotations.NullMarked;
