/**
 * Requests that are meant to break a node, and what it answers to them: a fuzzer that makes them at random from a seed,
 * and a corpus of bombs, each with the answer that the documentation promises.
 */
@NullMarked
package dev.pawl.bench.hostile;

import org.jspecify.annotations.NullMarked;
