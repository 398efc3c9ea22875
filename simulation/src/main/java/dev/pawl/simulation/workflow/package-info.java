/**
 * Random workflows as trees: written in the States Language for the engine, read as they are by the oracle, and cut
 * down state by state where one fails.
 */
@NullMarked
package dev.pawl.simulation.workflow;

import org.jspecify.annotations.NullMarked;
