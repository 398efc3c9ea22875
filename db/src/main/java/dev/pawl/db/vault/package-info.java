/**
 * Secrets at rest: sealed with keys of the database, which the master key wraps. Who has the database alone, or the
 * master key alone, has nothing.
 */
@NullMarked
package dev.pawl.db.vault;

import org.jspecify.annotations.NullMarked;
