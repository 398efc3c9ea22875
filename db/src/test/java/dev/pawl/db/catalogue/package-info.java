/** Claims about the tables, on a real PostgreSQL. */
@NullMarked
package dev.pawl.db.catalogue;

import org.jspecify.annotations.NullMarked;
