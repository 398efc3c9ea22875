/**
 * Runs definitions in JUnit tests: in memory, with mocks, and in virtual time. {@link dev.pawl.junit.LocalStateMachine}
 * is where to begin.
 */
@NullMarked
package dev.pawl.junit;

import org.jspecify.annotations.NullMarked;
