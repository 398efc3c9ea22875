/** Tests of what is common to all operations. */
@NullMarked
package dev.pawl.api.protocol;

import org.jspecify.annotations.NullMarked;
