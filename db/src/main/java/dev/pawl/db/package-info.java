/** All that the product keeps: opens the database and gives the owners of its tables. */
@NullMarked
package dev.pawl.db;

import org.jspecify.annotations.NullMarked;
