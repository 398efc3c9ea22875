/** The judging of definitions, without HTTP. */
@NullMarked
package dev.pawl.api.statemachine;

import org.jspecify.annotations.NullMarked;
