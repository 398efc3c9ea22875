/** Tests of the module as a whole. */
@NullMarked
package dev.pawl.api;

import org.jspecify.annotations.NullMarked;
