/** Claims about ids, shards, ARNs and tokens. */
@NullMarked
package dev.pawl.core.identity;

import org.jspecify.annotations.NullMarked;
