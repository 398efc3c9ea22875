/**
 * TestState: one state is run alone, with what the caller says of its surroundings and, in place of its work, with a
 * mock. The state runs by the interpreter's own steps; here is what is allowed and what is shown.
 */
@NullMarked
package dev.pawl.core.teststate;

import org.jspecify.annotations.NullMarked;
