/** Connectors: what a Task state calls. They know no lease and no table; one call is one attempt. */
@NullMarked
package dev.pawl.tasks;

import org.jspecify.annotations.NullMarked;
