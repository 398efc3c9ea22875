/** Parsed definitions, kept while they are in use. */
@NullMarked
package dev.pawl.worker.definition;

import org.jspecify.annotations.NullMarked;
