/**
 * From a definition's text to a StateMachine, or to the diagnostics that say why not (reference:
 * asl, section 10).
 */
@NullMarked
package dev.pawl.core.parser;

import org.jspecify.annotations.NullMarked;
