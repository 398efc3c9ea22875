/**
 * The model of the Amazon States Language: what a definition says, as an immutable StateMachine.
 * One record per state type (reference: asl, sections 1, 2 and 7).
 */
@NullMarked
package dev.pawl.core.asl;

import org.jspecify.annotations.NullMarked;
