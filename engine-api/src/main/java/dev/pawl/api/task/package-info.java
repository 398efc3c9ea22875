/** The callbacks of task tokens: success, failure, heartbeat. */
@NullMarked
package dev.pawl.api.task;

import org.jspecify.annotations.NullMarked;
