/** Files with mocks. */
@NullMarked
package dev.pawl.local.mock;

import org.jspecify.annotations.NullMarked;
