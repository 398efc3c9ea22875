/** Who looks for due work: live nodes and their shards. */
@NullMarked
package dev.pawl.db.lease;

import org.jspecify.annotations.NullMarked;
