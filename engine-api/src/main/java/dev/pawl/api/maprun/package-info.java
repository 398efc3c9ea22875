/** The operations of Map runs. */
@NullMarked
package dev.pawl.api.maprun;

import org.jspecify.annotations.NullMarked;
