/** Claims about the tables, on a real PostgreSQL. */
@NullMarked
package dev.pawl.db;

import org.jspecify.annotations.NullMarked;
