/** What holds of the whole core. */
@NullMarked
package dev.pawl.core;

import org.jspecify.annotations.NullMarked;
