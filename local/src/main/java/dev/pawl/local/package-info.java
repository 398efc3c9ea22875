/**
 * Runs one execution in memory to its end, by the interpreter that the engine has, without a store. What the
 * execution waits for comes from mocks, from connectors and from a clock, which may be virtual.
 */
@NullMarked
package dev.pawl.local;

import org.jspecify.annotations.NullMarked;
