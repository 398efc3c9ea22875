/** Tags of state machines and activities. */
@NullMarked
package dev.pawl.api.tag;

import org.jspecify.annotations.NullMarked;
