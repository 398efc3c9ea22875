/** Sessions, time and failure: what every statement needs and no table owns. */
@NullMarked
package dev.pawl.db.connection;

import org.jspecify.annotations.NullMarked;
