/**
 * The chaos harness. It runs a cluster of real processes, breaks it in known ways under load, and then verifies from
 * the acknowledged starts, the ledger of the called functions and the database that every promise was kept.
 */
@NullMarked
package dev.pawl.chaos;

import org.jspecify.annotations.NullMarked;
