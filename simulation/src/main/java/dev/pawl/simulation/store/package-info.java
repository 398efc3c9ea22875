/**
 * A store in memory that keeps the promises of PostgreSQL's: both pass one contract. It can be told to break one of
 * them, to prove that the simulation would notice.
 */
@NullMarked
package dev.pawl.simulation.store;

import org.jspecify.annotations.NullMarked;
