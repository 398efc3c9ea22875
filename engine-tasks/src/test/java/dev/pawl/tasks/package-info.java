/** Tests of the module as a whole. */
@NullMarked
package dev.pawl.tasks;

import org.jspecify.annotations.NullMarked;
