/**
 * The port between the worker and where executions are kept: what the engine needs of a store, in the order of the
 * promises that docs/architecture.md makes. PostgreSQL is the one of production; the simulation brings another.
 */
@NullMarked
package dev.pawl.db.store;

import org.jspecify.annotations.NullMarked;
