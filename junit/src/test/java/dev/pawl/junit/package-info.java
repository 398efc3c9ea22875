/** The extension as users' tests use it. */
@NullMarked
package dev.pawl.junit;

import org.jspecify.annotations.NullMarked;
