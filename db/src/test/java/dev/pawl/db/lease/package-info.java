/** Claims about the tables, on a real PostgreSQL. */
@NullMarked
package dev.pawl.db.lease;

import org.jspecify.annotations.NullMarked;
