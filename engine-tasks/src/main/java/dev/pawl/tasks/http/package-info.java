/**
 * HTTP tasks: {@code arn:aws:states:::http:invoke} with connections, and the guard that keeps them from the operator's
 * own network.
 */
@NullMarked
package dev.pawl.tasks.http;

import org.jspecify.annotations.NullMarked;
