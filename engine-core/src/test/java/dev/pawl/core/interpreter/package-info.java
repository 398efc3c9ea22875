/** What states do, step by step. */
@NullMarked
package dev.pawl.core.interpreter;

import org.jspecify.annotations.NullMarked;
