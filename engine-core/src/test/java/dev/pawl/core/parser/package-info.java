/** What the parser accepts, and how it words what it refuses. */
@NullMarked
package dev.pawl.core.parser;

import org.jspecify.annotations.NullMarked;
