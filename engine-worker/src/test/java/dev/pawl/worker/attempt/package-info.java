/** Tests of what moves executions. */
@org.jspecify.annotations.NullMarked
package dev.pawl.worker.attempt;
