/** Tests of the connectors, with real servers at the other end. */
@NullMarked
package dev.pawl.tasks;

import org.jspecify.annotations.NullMarked;
