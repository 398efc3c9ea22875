/**
 * Measures the engine. {@link dev.pawl.bench.Bench} is what {@code pawl bench} runs; each of its
 * subcommands measures one part.
 */
@NullMarked
package dev.pawl.bench;

import org.jspecify.annotations.NullMarked;
