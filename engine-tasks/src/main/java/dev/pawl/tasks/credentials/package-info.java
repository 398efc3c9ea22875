/** With whose credentials the calls of tasks are made. */
@NullMarked
package dev.pawl.tasks.credentials;

import org.jspecify.annotations.NullMarked;
