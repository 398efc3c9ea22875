/** Calls of the API of Kubernetes, and jobs that run there. */
@NullMarked
package dev.pawl.tasks.kubernetes;

import org.jspecify.annotations.NullMarked;
