/** The API over HTTP, on a real PostgreSQL, without a worker. */
@NullMarked
package dev.pawl.api;

import org.jspecify.annotations.NullMarked;
