/** Tests of how history events are shown and logged. */
@NullMarked
package dev.pawl.core.history;

import org.jspecify.annotations.NullMarked;
