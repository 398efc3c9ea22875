/** StartExecution on a node that runs bursts itself: the first burst is part of the start. */
@NullMarked
package dev.pawl.worker.start;

import org.jspecify.annotations.NullMarked;
