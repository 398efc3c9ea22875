/**
 * Names and numbers that never change: ARNs, execution ids, shards, task tokens.
 */
@NullMarked
package dev.pawl.core.identity;

import org.jspecify.annotations.NullMarked;
