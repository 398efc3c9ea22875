/** Map runs on a node: items are read, children are started, results are gathered. See docs/distributed-map.md. */
@NullMarked
package dev.pawl.worker.maprun;

import org.jspecify.annotations.NullMarked;
