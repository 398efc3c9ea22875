/** Operations on state machines: create, describe, update, delete, list. */
@NullMarked
package dev.pawl.api.statemachine;

import org.jspecify.annotations.NullMarked;
