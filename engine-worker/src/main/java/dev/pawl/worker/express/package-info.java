/**
 * Express executions: the same interpreter, in the memory of one node. Nothing of them is stored, and the end of
 * the process ends them.
 */
@NullMarked
package dev.pawl.worker.express;

import org.jspecify.annotations.NullMarked;
