/** Tests that the benchmarks of the engine run. */
@NullMarked
package dev.pawl.bench.engine;

import org.jspecify.annotations.NullMarked;
