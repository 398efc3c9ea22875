/**
 * Measures the durable engine: a real PostgreSQL of its own, a worker, load from callers in the same process, and the
 * database's own limit beside it in the same run.
 */
@NullMarked
package dev.pawl.bench.engine;

import org.jspecify.annotations.NullMarked;
