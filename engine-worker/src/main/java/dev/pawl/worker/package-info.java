/** The node that moves executions: it leases shards, runs bursts, commits them, and makes the calls. */
@NullMarked
package dev.pawl.worker;

import org.jspecify.annotations.NullMarked;
