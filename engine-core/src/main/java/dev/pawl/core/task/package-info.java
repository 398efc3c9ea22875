/**
 * What a Task state asks of the world: the resource it names and the request that a connector gets.
 */
@NullMarked
package dev.pawl.core.task;

import org.jspecify.annotations.NullMarked;
