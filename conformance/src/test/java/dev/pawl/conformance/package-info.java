/** Tests of the comparison itself. */
@NullMarked
package dev.pawl.conformance;

import org.jspecify.annotations.NullMarked;
