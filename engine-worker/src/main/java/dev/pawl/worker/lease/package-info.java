/** Which shards this node looks after, and the proof that it lives. */
@NullMarked
package dev.pawl.worker.lease;

import org.jspecify.annotations.NullMarked;
