/**
 * Nodes, callers and the services that tasks call, in virtual time on one thread: who moves next is drawn by seed, and
 * so is what goes wrong.
 */
@NullMarked
package dev.pawl.simulation.world;

import org.jspecify.annotations.NullMarked;
